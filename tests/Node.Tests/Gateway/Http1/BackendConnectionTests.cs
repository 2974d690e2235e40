using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;

namespace ActorProxy.Node.Tests.Gateway.Http1;

/// <summary>Which connection to a backend carries a request.</summary>
public sealed class BackendConnectionTests
{
    [Theory] // RFC 9112 section 9.3.1
    [InlineData("GET", true)]
    [InlineData("PUT", true)]
    [InlineData("QUERY", true)]
    [InlineData("POST", false)]
    public async Task A_kept_connection_that_breaks_under_a_request_is_replaced_once(string method, bool again)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        var kept = await ServeAsync(backend, client);
        await client.SendAsync(Requests.Of(method, "/2", "Content-Length: 2") + "ab");
        await kept.ReadHeadAsync();
        kept.Reset();

        if (again)
        {
            var (fresh, request) = await backend.AcceptRequestAsync();
            Assert.Equal($"{method} /2 HTTP/1.1", request.StartLine);
            Assert.Equal("ab", await fresh.ReadTextAsync(2));
            await fresh.SendAsync(Answers.Ok);
            Assert.Equal(200, (await client.ReadHeadAsync()).Status);
            Assert.Equal(1, (await proxy.Log.AtLeastAsync<ServedRequest>(2))[1].Attempt);
        }
        else
        {
            Assert.Equal(502, (await client.ReadHeadAsync()).Status);
            Assert.False(backend.HasConnection);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_kept_connection_that_ends_is_noticed_before_it_is_used(bool reset)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        var kept = await ServeAsync(backend, client);
        if (reset)
            kept.Reset();
        else
            kept.Dispose();
        await Wait.UntilAsync(() => proxy.Node.Context.Sockets.Backends == 0, "no connection to a backend");

        await client.SendAsync(Requests.Of("POST", "/2", "Content-Length: 0"));
        var (fresh, request) = await backend.AcceptRequestAsync();
        await fresh.SendAsync(Answers.Ok);

        Assert.Equal("POST /2 HTTP/1.1", request.StartLine);
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
    }

    [Theory] // what comes unasked would be taken for the answer to the next client's request
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison", "")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison")]
    public async Task A_backend_that_says_more_than_it_was_asked_is_not_used_again(string answer, string later)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get("/1"));
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(answer);
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        Assert.Equal("ok", await client.ReadTextAsync(2));
        await upstream.SendAsync(later);
        await Wait.UntilAsync(() => proxy.Node.Context.Sockets.Backends == 0, "no connection to a backend");

        await client.SendAsync(Requests.Get("/2"));
        var (fresh, _) = await backend.AcceptRequestAsync();
        await fresh.SendAsync("HTTP/1.1 204 No\r\n\r\n");

        Assert.Equal(204, (await client.ReadHeadAsync()).Status);
    }

    [Fact] // RFC 4559 section 6
    public async Task A_connection_on_which_a_client_has_logged_in_serves_no_other()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get("/1", "Authorization: NTLM TYPE1"));
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync("HTTP/1.1 401 U\r\nWWW-Authenticate: NTLM CHALLENGE\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal(401, (await client.ReadHeadAsync()).Status);

        using var other = await proxy.ConnectAsync();
        await other.SendAsync(Requests.Get("/other"));
        var (fresh, request) = await backend.AcceptRequestAsync();
        Assert.Equal("GET /other HTTP/1.1", request.StartLine);
        await fresh.SendAsync(Answers.Ok);
        Assert.Equal(200, (await other.ReadHeadAsync()).Status);

        await client.SendAsync(Requests.Get("/2", "Authorization: NTLM TYPE3"));
        Assert.Equal("GET /2 HTTP/1.1", (await upstream.ReadHeadAsync()).StartLine);
        await upstream.SendAsync(Answers.Ok);
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        client.Dispose();
        await upstream.ReadToEndAsync(); // it is closed with its client's
    }

    [Theory]
    [InlineData(0, 3600)]
    [InlineData(64, 1)]
    public async Task Connections_are_kept_only_as_configured(int most, int keepSeconds)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(TestRoutes.Route(TestRoutes.Pool(backend.Url)), new HttpOptions
        {
            BackendIdleConnections = most,
            BackendKeepAliveTimeout = TimeSpan.FromSeconds(keepSeconds),
        });
        using var client = await proxy.ConnectAsync();

        var upstream = await ServeAsync(backend, client);

        Assert.Empty((await upstream.ReadToEndAsync()).Bytes);
    }

    private static async Task<Peer> ServeAsync(ScriptedBackend backend, Peer client)
    {
        await client.SendAsync(Requests.Get("/1"));
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(Answers.Ok);
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        Assert.Equal("ok", await client.ReadTextAsync(2));
        return upstream;
    }
}
