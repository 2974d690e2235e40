using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using static ActorProxy.Node.Tests.Gateway.Smuggling.SmugglingRig;

namespace ActorProxy.Node.Tests.Gateway.Smuggling;

/// <summary>
/// A second request right behind an upgrade's head. Whoever believes that the upgrade has happened takes it for bytes of the other
/// protocol, and whoever does not, for a request.
/// </summary>
public sealed class PipelinedUpgradeTests(SmugglingRig rig) : IClassFixture<SmugglingRig>
{
    private static readonly string Second = Requests.Get("/ok?second");

    /// <summary>The upgrade, what the backend sees of both, and what the client is answered.</summary>
    public static TheoryData<string, string, string[], string> Upgrades => new()
    {
        { "an upgrade that the backend does not take", Upgrade(), ["GET /ok []"], "200" },
        { "one with a length of nothing", Upgrade("Content-Length: 0"), ["GET /ok []"], "200" },
        { "one to several protocols", Upgrade().Replace("Upgrade: websocket", "Upgrade: h2c, websocket"), ["GET /ok []"], "200" },
        { "one that waits for a 100", Upgrade("Expect: 100-continue"), ["GET /ok []"], "200" },
        { "one with a body", Upgrade($"Content-Length: {Second.Length}"), [], "400" },
        { "one with a body in chunks", Upgrade("Transfer-Encoding: chunked") + "0\r\n\r\n", [], "400" },
        { "one with two lengths", Upgrade("Content-Length: 0", $"Content-Length: {Second.Length}"), [], "400" },
        { "one with a length with a sign", Upgrade("Content-Length: +0"), [], "400" },
        { "one with a length beside chunks", Upgrade("Content-Length: 0", "Transfer-Encoding: chunked") + "0\r\n\r\n", [], "400" },
        { "one by POST", Upgrade().Replace("GET", "POST"), [], "400" },
        { "one with a bad key", Upgrade().Replace("dGhlIHNhbXBsZSBub25jZQ==", "c2hvcnQ="), [], "400" },
        { "one of another version", Upgrade().Replace("Version: 13", "Version: 8"), [], "426" },
        { "one that Connection does not name", Upgrade().Replace("Connection: Upgrade", "Connection: close"), [], "400" },
        { "one that leads nowhere", Upgrade().Replace("GET /ok", "GET /admin"), [], "404" },
        { "one with a control character", Upgrade("X: a\x01b"), [], "400" },
        { "one with a bare LF", Upgrade("X: a\nY: b"), [], "400" },
        { "one with dot segments", Upgrade().Replace("GET /ok", "GET /ok/../ok"), [], "400" },
        { "one to HTTP/2, which is a request like any other", Ok("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c",
            "HTTP2-Settings: AAMAAABkAAQAAP__"), ["GET /ok []", "GET /ok?second []"], "200 200" },
        { "one to HTTP/2 with a body", Post("Connection: Upgrade", "Upgrade: h2c", "Content-Length: 5") + "hello",
            ["POST /ok [hello]", "GET /ok?second []"], "200 200" },
        { "one to what nobody knows", Ok("Connection: Upgrade", "Upgrade: websocket2"), ["GET /ok []", "GET /ok?second []"], "200 200" },
        { "one in HTTP/1.0, which has none", Upgrade().Replace("HTTP/1.1", "HTTP/1.0"), ["GET /ok []"], "200" },
    };

    [Theory]
    [MemberData(nameof(Upgrades))]
    public async Task What_comes_behind_an_upgrade_is_a_request_of_its_own_or_nothing(
        string rule, string upgrade, string[] seen, string answers)
    {
        foreach (var later in new[] { false, true })
            await rig.AssertAsync(rule, upgrade + Second, seen, answers, later);
    }

    [Theory]
    [InlineData("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno", 403)]
    [InlineData("HTTP/1.1 401 Unauthorized\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nno", 401)]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
        + "AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n", 502)]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n", 502)]
    public async Task Behind_an_upgrade_that_its_backend_refuses_nothing_reaches_it(string answer, int status)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Upgrade() + Second);
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(answer);

        Assert.Equal(status, (await client.ReadHeadAsync()).Status);
        client.Finish();
        await client.ReadToEndAsync();
        Assert.Empty((await upstream.ReadToEndAsync()).Bytes);
        await proxy.DrainedAsync();
        Assert.False(backend.HasConnection);
        Assert.Single(await proxy.Log.AtLeastAsync<RefusedRequest>(1));
    }

    [Fact]
    public async Task Behind_an_upgrade_that_its_backend_takes_it_is_bytes_of_the_tunnel_and_never_before_the_101()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync((byte[])[.. System.Text.Encoding.Latin1.GetBytes(Upgrade()), .. Frame.FromClient(Second)]);
        var (upstream, _) = await backend.AcceptRequestAsync();
        Assert.Equal(0, upstream.Available);
        await upstream.SendAsync(Handshakes.Switching);

        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        Assert.Equal(Second, (await upstream.ReadFrameAsync()).Text);
        await AssertOthersHaveConnectionsOfTheirOwnAsync(proxy, backend);
        client.Dispose();
        Assert.Empty((await upstream.ReadToEndAsync()).Bytes);
    }

    [Fact]
    public async Task A_request_in_the_place_of_frames_is_no_request()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Upgrade() + Second);
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(Handshakes.Switching);

        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        await AssertOthersHaveConnectionsOfTheirOwnAsync(proxy, backend);
        client.Dispose();
        await upstream.ReadToEndAsync();
        Assert.Single(await proxy.Log.AtLeastAsync<ClosedEvent>(1));
        await proxy.DrainedAsync();
        Assert.False(backend.HasConnection);
    }

    private static string Upgrade(params string[] fields) => Handshakes.Request("/ok", fields: fields);

    private static async Task AssertOthersHaveConnectionsOfTheirOwnAsync(GatewayProxy proxy, ScriptedBackend backend)
    {
        using var other = await proxy.ConnectAsync();
        await other.SendAsync(Requests.Get("/ok?other"));
        var (upstream, request) = await backend.AcceptRequestAsync();
        Assert.Equal("GET /ok?other HTTP/1.1", request.StartLine);
        await upstream.SendAsync("HTTP/1.1 204 No Content\r\n\r\n");
        Assert.Equal(204, (await other.ReadHeadAsync()).Status);
    }
}
