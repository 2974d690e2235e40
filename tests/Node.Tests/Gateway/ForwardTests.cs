using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.Headers;
using ActorProxy.Shared.Policies.Rewriting;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Tests.Gateway;

/// <summary>What of a plain request and of its response passes the node, on both transports.</summary>
public abstract class ForwardTests(TransportKind transport)
{
    [Fact] // RFC 9110 section 7.6.2
    public async Task An_OPTIONS_passes_as_many_proxies_as_it_may()
    {
        using var backend = new RecordingBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        foreach (var left in new[] { "0", "1" })
        {
            await client.SendAsync(Requests.Of("OPTIONS", $"/{left}", $"Max-Forwards: {left}"));
            Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        }
        Assert.Equal(["OPTIONS /1 []"], backend.Seen);
    }

    [Fact]
    public async Task A_get_is_forwarded_and_answered_and_told_once()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(TestRoutes.Route(TestRoutes.Pool(backend.Url)));
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Requests.Get("/a/%7eb?q=1", "Accept: text/html", "Cookie: a=b"));
        var (upstream, request) = await backend.AcceptRequestAsync();
        await upstream.SendAsync("HTTP/1.1 200 Fine\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nSet-Cookie: "
            + "a=1\r\nSet-Cookie: b=2\r\n\r\nhello");
        var head = await client.ReadHeadAsync();

        Assert.Equal("GET /a/%7eb?q=1 HTTP/1.1", request.StartLine);
        Assert.Equal(["example.com"], request["Host"]);
        Assert.Equal(["text/html"], request["Accept"]);
        Assert.Equal(["a=b"], request["Cookie"]);
        Assert.Equal("HTTP/1.1 200 Fine", head.StartLine);
        Assert.Equal(["text/plain"], head["Content-Type"]);
        Assert.Equal(["5"], head["Content-Length"]);
        Assert.Equal(["a=1", "b=2"], head["Set-Cookie"]);
        Assert.Empty(head["Server"]);
        Assert.Empty(head["Via"]);
        Assert.Equal("hello", await client.ReadTextAsync(5));
        var served = await proxy.Log.FirstAsync<ServedRequest>();
        Assert.Equal(("GET", "example.com", "/a/~b", 200, TerminationReason.Completed, 0L, 5L),
            (served.Method, served.Host, served.Path, served.Status, served.Reason, served.BytesFromClient, served.BytesToClient));
        Assert.Equal(("route", backend.Url, 1, TestRoutes.Listener), (served.Route, served.Backend, served.Attempt, served.Listener));
        Assert.Equal([served.RequestId!], request["X-Request-Id"]);
        Assert.Single(proxy.Log.All);
        client.Dispose();
        await proxy.DrainedAsync();
    }

    [Fact]
    public async Task A_post_is_forwarded_with_its_length()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(TestRoutes.Route(TestRoutes.Pool(backend.Url)));
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Requests.Of("POST", "/", "Content-Type: text/plain", "Content-Length: 5") + "hello");
        var (upstream, request) = await backend.AcceptRequestAsync();
        Assert.Equal("hello", await upstream.ReadTextAsync(5));
        await upstream.SendAsync("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");

        Assert.Equal(201, (await client.ReadHeadAsync()).Status);
        Assert.Equal(["5"], request["Content-Length"]);
        Assert.Equal(["text/plain"], request["Content-Type"]);
        Assert.Empty(request["Transfer-Encoding"]);
        Assert.Equal(5, (await proxy.Log.FirstAsync<ServedRequest>()).BytesFromClient);
    }

    [Fact] // RFC 9112 section 7.1
    public async Task Chunks_pass_both_ways()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(TestRoutes.Route(TestRoutes.Pool(backend.Url)));
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Requests.Of("POST", "/", "Transfer-Encoding: chunked") + "3\r\nabc\r\n0\r\n\r\n");
        var (upstream, request) = await backend.AcceptRequestAsync();
        Assert.Equal("3\r\nabc\r\n0\r\n\r\n", await upstream.ReadTextAsync(13));
        await upstream.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwxyz\r\n0\r\n\r\n");

        var head = await client.ReadHeadAsync();
        Assert.Equal(["chunked"], request["Transfer-Encoding"]);
        Assert.Equal(["chunked"], head["Transfer-Encoding"]);
        Assert.Equal("4\r\nwxyz\r\n0\r\n\r\n", await client.ReadTextAsync(14));
    }

    [Fact] // RFC 9110 section 6.5
    public async Task Announced_trailers_of_the_response_pass()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(TestRoutes.Route(TestRoutes.Pool(backend.Url)));
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Requests.Get("/", "TE: trailers", "Connection: TE"));
        var (upstream, request) = await backend.AcceptRequestAsync();
        await upstream.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: "
            + "X-Checksum\r\n\r\n4\r\nwxyz\r\n0\r\nX-Checksum: 0\r\n\r\n");

        var head = await client.ReadHeadAsync();
        Assert.Equal(["trailers"], request["TE"]);
        Assert.Equal(["TE"], request["Connection"]);
        Assert.Equal(["chunked"], head["Transfer-Encoding"]);
        Assert.Equal(["X-Checksum"], head["Trailer"]);
        Assert.Equal("4\r\nwxyz\r\n0\r\nX-Checksum: 0\r\n\r\n", await client.ReadTextAsync(29));
        Assert.Equal(4, (await proxy.Log.FirstAsync<ServedRequest>()).BytesToClient);
    }

    [Theory] // RFC 9110 sections 9.3.2 and 15.4.5
    [InlineData("HEAD", "200 OK", "Content-Length: 5", 200)]
    [InlineData("HEAD", "200 OK", "Transfer-Encoding: chunked", 200)]
    [InlineData("GET", "304 Not Modified", "ETag: \"x\"", 304)]
    [InlineData("GET", "204 No Content", "ETag: \"x\"", 204)]
    public async Task A_response_without_a_body_leaves_the_connection_to_the_next_request(
        string method, string status, string field, int expected)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(TestRoutes.Route(TestRoutes.Pool(backend.Url)));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Of(method, "/"));
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync($"HTTP/1.1 {status}\r\n{field}\r\n\r\n");
        var head = await client.ReadHeadAsync();
        Assert.Equal(expected, head.Status);
        if (field[0] != 'T')
            Assert.Equal([field.Split(": ")[1]], head[field.Split(':')[0]]);

        await client.SendAsync(Requests.Get("/next"));
        Assert.Equal("GET /next HTTP/1.1", (await upstream.ReadHeadAsync()).StartLine);
        await upstream.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext");
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        Assert.Equal("next", await client.ReadTextAsync(4));
    }

    [Fact] // RFC 9110 section 7.6.1
    public async Task Nothing_hop_by_hop_passes_and_forwarding_fields_are_ours()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(TestRoutes.Route(TestRoutes.Pool(backend.Url)));
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Requests.Get("/", "Connection: keep-alive, X-Mine, Upgrade", "X-Mine: hop", "Keep-Alive: timeout=5",
            "Upgrade: h2c",
            "Proxy-Connection: x", "X-Forwarded-For: 203.0.113.9", "X_Forwarded_For: 203.0.113.9", "Forwarded: for=203.0.113.9",
            "X-Request-Id: forged"));
        var (upstream, request) = await backend.AcceptRequestAsync();
        await upstream.SendAsync("HTTP/1.1 200 OK\r\nConnection: X-Theirs\r\nX-Theirs: hop\r\nKeep-Alive: timeout=5\r\nServer: "
            + "nginx\r\nContent-Length: 0\r\n\r\n");
        var head = await client.ReadHeadAsync();

        foreach (var name in (string[])["X-Mine", "Keep-Alive", "Upgrade", "Proxy-Connection", "X_Forwarded_For", "Forwarded",
            "Connection"])
            Assert.Empty(request[name]);
        Assert.Equal(["127.0.0.1"], request["X-Forwarded-For"]);
        Assert.Equal(["http"], request["X-Forwarded-Proto"]);
        Assert.Equal(["example.com"], request["X-Forwarded-Host"]);
        Assert.NotEqual(["forged"], request["X-Request-Id"]);
        foreach (var name in (string[])["X-Theirs", "Keep-Alive", "Connection"])
            Assert.Empty(head[name]);
        Assert.Equal(["nginx"], head["Server"]);
    }

    [Fact]
    public async Task A_route_changes_path_host_and_fields_as_configured()
    {
        using var backend = new ScriptedBackend();
        PolicySet policies =
        [
            PathRewrite.Strip,
            new HostRewrite("inner.example"),
            new HeaderRules { Remove = ["Cookie"], Set = [new HeaderField("X-Api-Key", "secret")] },
        ];
        await using var proxy = await GatewayProxy.StartAsync(
            TestRoutes.Route(TestRoutes.Pool(backend.Url.Replace("ws:", "http:")), "/chat", policies),
            new HttpOptions { Via = true, ServerHeader = true }, transport);
        using var client = await proxy.ConnectAsync();

        await client.SendAsync(Requests.Get("/chat/room?x=1", "Cookie: a=b", "X-Api-Key: guess"));
        var (upstream, request) = await backend.AcceptRequestAsync();
        await upstream.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        var head = await client.ReadHeadAsync();

        Assert.Equal("GET /room?x=1 HTTP/1.1", request.StartLine);
        Assert.Equal(["inner.example"], request["Host"]);
        Assert.Equal(["secret"], request["X-Api-Key"]);
        Assert.Empty(request["Cookie"]);
        Assert.Equal(["1.1 actorproxy"], request["Via"]);
        Assert.Equal(["1.1 actorproxy"], head["Via"]);
        Assert.Equal(["ActorProxy"], head["Server"]);
    }

    private Task<GatewayProxy> StartAsync(Route route) => GatewayProxy.StartAsync(route, transport: transport);

    public sealed class OnEpoll() : ForwardTests(TransportKind.Auto);

    public sealed class OnSockets() : ForwardTests(TransportKind.Sockets);
}
