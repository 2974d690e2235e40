using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Tests.Gateway.Http1;

/// <summary>Clients and backends that speak HTTP/1.0, and versions that nobody speaks.</summary>
public sealed class VersionTests
{
    [Theory] // RFC 9112 sections 6.1, 6.3 and 9.3
    [InlineData("", "Content-Length: 2\r\n\r\nok", "close", "ok")]
    [InlineData("Connection: keep-alive\r\n", "Content-Length: 2\r\n\r\nok", "keep-alive", "ok")]
    [InlineData("Connection: keep-alive\r\n", "Transfer-Encoding: chunked\r\n\r\n1\r\no\r\n1;a\r\nk\r\n0\r\nX: y\r\n\r\n", "close", "ok")]
    [InlineData("Connection: keep-alive\r\n", "\r\nok", "close", "ok")]
    public async Task A_client_of_HTTP_1_0_is_answered_in_its_way(string connection, string answer, string expected, string body)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync($"GET / HTTP/1.0\r\nHost: example.com\r\n{connection}\r\n");
        var (upstream, request) = await backend.AcceptRequestAsync();
        await upstream.SendAsync("HTTP/1.1 200 OK\r\n" + answer);
        upstream.Dispose();

        var head = await client.ReadHeadAsync();

        Assert.Equal("GET / HTTP/1.1", request.StartLine);
        Assert.Equal("HTTP/1.1 200 OK", head.StartLine); // RFC 9110 section 6.2
        Assert.Equal([expected], head["Connection"]);
        Assert.Empty(head["Transfer-Encoding"]);
        Assert.Equal(body, await client.ReadTextAsync(body.Length));
        if (expected == "close")
            Assert.Empty((await client.ReadToEndAsync()).Bytes);
    }

    [Fact]
    public async Task A_client_of_HTTP_1_0_may_keep_its_connection()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        for (var i = 0; i < 2; i++)
        {
            await client.SendAsync("GET / HTTP/1.0\r\nHost: example.com\r\nConnection: keep-alive\r\n\r\n");
            using var upstream = (await backend.AcceptRequestAsync()).Peer;
            await upstream.SendAsync(Answers.LastOk);
            Assert.Equal(["keep-alive"], (await client.ReadHeadAsync())["Connection"]);
            Assert.Equal("ok", await client.ReadTextAsync(2));
        }
    }

    [Fact] // RFC 9110 sections 7.8, 10.1.1 and 15.2
    public async Task A_client_of_HTTP_1_0_has_neither_upgrades_nor_expectations_nor_interim_responses()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request("/").Replace("HTTP/1.1", "HTTP/1.0")
            .Replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n"));

        var (upstream, request) = await backend.AcceptRequestAsync();
        await upstream.SendAsync("HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n" + Answers.Ok);

        Assert.Empty(request["Upgrade"]);
        Assert.Empty(request["Expect"]);
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
    }

    [Theory] // RFC 9110 section 15.6.6
    [InlineData("HTTP/1.2", 505)]
    [InlineData("HTTP/2.0", 505)]
    [InlineData("HTTP/0.9", 505)]
    [InlineData("HTTP/11", 400)]
    [InlineData("http/1.1", 400)]
    public async Task No_other_version_is_spoken(string version, int status)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync($"GET / {version}\r\nHost: example.com\r\n\r\n");

        Assert.Equal(status, (await client.ReadHeadAsync()).Status);
        Assert.Equal(status == 505 ? TerminationReason.VersionNotSupported : TerminationReason.BadRequest,
            (await proxy.Log.FirstAsync<RefusedRequest>()).Reason);
    }

    [Theory]
    [InlineData("Connection: keep-alive\r\nContent-Length: 2\r\n\r\nok", true)]
    [InlineData("Content-Length: 2\r\n\r\nok", false)]
    public async Task A_backend_of_HTTP_1_0_is_used_again_only_where_it_says_so(string answer, bool again)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get("/1"));
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync("HTTP/1.0 200 OK\r\n" + answer);
        Assert.Equal("HTTP/1.1 200 OK", (await client.ReadHeadAsync()).StartLine);
        Assert.Equal("ok", await client.ReadTextAsync(2));

        await client.SendAsync(Requests.Get("/2"));

        if (again)
            Assert.Equal("GET /2 HTTP/1.1", (await upstream.ReadHeadAsync()).StartLine);
        else
            Assert.Equal("GET /2 HTTP/1.1", (await backend.AcceptRequestAsync()).Request.StartLine);
    }
}
