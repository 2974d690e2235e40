using System.Net;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies.Responding;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Tests.Gateway;

/// <summary>Requests behind an upgrade that opened no WebSocket, on the same connection (RFC 9112 section 9.3).</summary>
public abstract class DeclinedUpgradeTests(TransportKind transport)
{
    private const string No = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic\r\nContent-Length: 2\r\n\r\nno";

    [Fact]
    public async Task A_client_asks_again_with_its_credentials_and_gets_its_WebSocket()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request("/1"));
        await AnswerAsync(backend, No);
        var head = await client.ReadHeadAsync();
        Assert.Equal((401, 0), (head.Status, head["Connection"].Length));
        Assert.Equal("no", await client.ReadTextAsync(2));

        await client.SendAsync(Handshakes.Request("/2"));
        await AnswerAsync(backend, No);
        Assert.Equal(401, (await client.ReadHeadAsync()).Status);
        Assert.Equal("no", await client.ReadTextAsync(2));
        await AssertServesAsync(backend, client);
        await client.SendAsync(Handshakes.Request("/4", fields: "Authorization: Basic YTpi"));
        var (upstream, request) = await backend.AcceptRequestAsync();
        Assert.Equal(["Basic YTpi"], request["Authorization"]);
        await upstream.SendAsync(Handshakes.Switching);
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        await upstream.SendAsync(Frame.FromBackend("hello"));
        Assert.Equal("hello", (await client.ReadFrameAsync()).Text);

        var refused = await proxy.Log.AtLeastAsync<RefusedRequest>(2);
        var served = await proxy.Log.FirstAsync<ServedRequest>();
        var opened = (await proxy.Log.FirstAsync<OpenedEvent>()).Connection;
        Assert.All(refused, one => Assert.Equal((TerminationReason.BackendDeclined, 401, opened.Id), (one.Reason, one.Status, one.Id)));
        string?[] ids = [refused[0].RequestId, refused[1].RequestId, served.RequestId, opened.RequestId];
        Assert.Equal(4, ids.Distinct().Count());
        client.Dispose();
        upstream.Dispose();
        await proxy.DrainedAsync();
        Assert.Equal(0, proxy.Node.Context.Pools.Of(opened.Route.Pool).Active(0));
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\nX: y\r\n\r\n", "5\r\nhello\r\n0\r\nX: y\r\n\r\n")]
    [InlineData("X: until the end", "hello", "5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("Content-Length: 5", "hello", "hello")]
    public async Task Its_answer_ends_before_its_connection_does(string field, string body, string relayed)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        await AnswerAsync(backend, $"HTTP/1.1 404 Not Found\r\n{field}\r\n\r\n{body}");

        Assert.Equal(404, (await client.ReadHeadAsync()).Status);
        Assert.Equal(relayed, await client.ReadTextAsync(relayed.Length));
        await AssertServesAsync(backend, client);
    }

    [Fact]
    public async Task Behind_a_refusal_of_ours_the_connection_goes_on_as_well()
    {
        var route = TestRoutes.Route(new BackendPool(), policies: [new Respond { Status = 403, Body = "not here" }], host: "example.com");
        await using var proxy = await GatewayProxy.StartAsync(route, transport: transport);
        using var client = await proxy.ConnectAsync();
        foreach (var (request, status) in new[]
        {
            (Handshakes.Request(host: "other.example"), 404), (Handshakes.Request(), 403), (Requests.Get(), 403),
            (Handshakes.Request().Replace("Version: 13", "Version: 8"), 426), (Handshakes.Request(host: "other.example"), 404),
        })
        {
            await client.SendAsync(request);
            var head = await client.ReadHeadAsync();
            Assert.Equal((status, status == 426 ? "Upgrade" : ""), (head.Status, string.Join(',', head["Connection"])));
            Assert.Single(head["Date"]);
            await client.ReadAsync(int.Parse(head["Content-Length"].Single(), System.Globalization.CultureInfo.InvariantCulture));
        }
        client.Finish();
        Assert.False((await client.ReadToEndAsync()).Reset);
        await proxy.DrainedAsync();
    }

    [Theory]
    [InlineData("Connection: Upgrade", "Connection: Upgrade, close")] // the client's wish
    [InlineData("Connection: Upgrade", "Content-Length: 1\r\nConnection: Upgrade")] // a body that an upgrade has not
    [InlineData("HTTP/1.1", "HTTP/1.0")]
    public async Task It_ends_with_its_answer_where_nothing_may_follow(string right, string other)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend, host: "other.example");
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request().Replace(right, other));

        Assert.Contains("close", (await client.ReadHeadAsync())["Connection"].Single());
        Assert.False((await client.ReadToEndAsync()).Reset);
    }

    [Fact] // frames or a request: nobody guesses
    public async Task It_ends_with_its_answer_where_bytes_have_come_behind_the_upgrade()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request() + Requests.Get("/smuggled"));
        await AnswerAsync(backend, No);

        Assert.Equal(["close"], (await client.ReadHeadAsync())["Connection"]);
        Assert.Equal("no", (await client.ReadToEndAsync()).Text);
        Assert.False(backend.HasConnection);
    }

    [Fact] // RFC 9112 section 8
    public async Task It_is_reset_where_its_answer_breaks_off()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nhalf");
        Assert.Equal(404, (await client.ReadHeadAsync()).Status);
        Assert.Equal("half", await client.ReadTextAsync(4));
        upstream.Reset();

        Assert.True((await client.ReadToEndAsync()).Reset);
        Assert.Equal(TerminationReason.BackendLost, (await proxy.Log.FirstAsync<RefusedRequest>()).Reason);
        await proxy.DrainedAsync();
    }

    [Fact]
    public async Task A_connection_of_a_trusted_peer_counts_for_no_client_behind_its_answer()
    {
        using var backend = new ScriptedBackend();
        var options = TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url)), transport);
        await using var proxy = await GatewayProxy.StartAsync(options with
        {
            Forwarding = options.Forwarding with { TrustedPeers = [IPNetwork.Parse("127.0.0.1/32")] },
            Limits = new LimitOptions { MaxConnectionsPerClient = 1 },
        });
        using var client = await proxy.ConnectAsync();
        using var other = await proxy.ConnectAsync();
        foreach (var peer in new[] { client, other, client })
        {
            await peer.SendAsync(Handshakes.Request(fields: "X-Forwarded-For: 192.0.2.1"));
            await AnswerAsync(backend, No);
            Assert.Equal(401, (await peer.ReadHeadAsync()).Status);
            Assert.Equal("no", await peer.ReadTextAsync(2));
            await AssertServesAsync(backend, peer);
        }
    }

    [Fact]
    public async Task A_node_that_drains_waits_for_no_request_behind_it()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nhalf");
        Assert.Equal(404, (await client.ReadHeadAsync()).Status);

        proxy.Node.Context.Admission.Draining = true;
        await upstream.SendAsync("!");

        Assert.Equal("half!", (await client.ReadToEndAsync()).Text);
    }

    private static async Task AnswerAsync(ScriptedBackend backend, string answer)
    {
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(answer);
        upstream.Finish();
    }

    private static async Task AssertServesAsync(ScriptedBackend backend, Peer client)
    {
        await client.SendAsync(Requests.Get());
        await AnswerAsync(backend, Answers.LastOk);
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        Assert.Equal("ok", await client.ReadTextAsync(2));
    }

    private Task<GatewayProxy> StartAsync(ScriptedBackend backend, string? host = null) =>
        GatewayProxy.StartAsync(TestRoutes.Route(TestRoutes.Pool(backend.Url), host: host), transport: transport);

    public sealed class OnEpoll() : DeclinedUpgradeTests(TransportKind.Auto);

    public sealed class OnSockets() : DeclinedUpgradeTests(TransportKind.Sockets);
}
