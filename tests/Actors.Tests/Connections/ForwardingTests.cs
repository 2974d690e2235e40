using System.Net;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.Headers;
using ActorProxy.Shared.Policies.Rewriting;

namespace ActorProxy.Actors.Tests.Connections;

/// <summary>What of the client's request reaches the backend, and what is added.</summary>
public sealed class ForwardingTests
{
    [Fact] // RFC 6455 section 4.2.1, RFC 9110 section 7.6.1
    public async Task The_backend_sees_the_handshake_and_the_forwarding_fields_and_nothing_hop_by_hop()
    {
        var request = Handshakes.Request("/chat?token=1", "example.com:8080",
            "Sec-WebSocket-Protocol: chat", "Origin: http://example.com", "Cookie: a=b", "Authorization: Basic eA==",
            "Keep-Alive: timeout=5", "Proxy-Connection: keep-alive", "X-Mine: hop", "X-Forwarded-For: 203.0.113.9",
                "Forwarded: for=203.0.113.9",
            "X-Request-Id: forged").Replace("Connection: Upgrade", "Connection: Upgrade, X-Mine");

        var (seen, proxy) = await SeenByBackendAsync(request, []);

        Assert.Equal("GET /chat?token=1 HTTP/1.1", seen.StartLine);
        Assert.Equal(["example.com:8080"], seen["Host"]);
        Assert.Equal(["websocket"], seen["Upgrade"]);
        Assert.Equal(["Upgrade"], seen["Connection"]);
        Assert.Equal(["dGhlIHNhbXBsZSBub25jZQ=="], seen["Sec-WebSocket-Key"]);
        Assert.Equal(["13"], seen["Sec-WebSocket-Version"]);
        Assert.Equal(["chat"], seen["Sec-WebSocket-Protocol"]);
        Assert.Equal(["http://example.com"], seen["Origin"]);
        Assert.Equal(["a=b"], seen["Cookie"]);
        Assert.Equal(["Basic eA=="], seen["Authorization"]);
        Assert.Equal(["127.0.0.1"], seen["X-Forwarded-For"]);
        Assert.Equal(["http"], seen["X-Forwarded-Proto"]);
        Assert.Equal(["example.com:8080"], seen["X-Forwarded-Host"]);
        foreach (var name in (string[])["Keep-Alive", "Proxy-Connection", "X-Mine", "Forwarded"])
            Assert.Empty(seen[name]);
        var opened = (await proxy.Log.FirstAsync<OpenedEvent>()).Connection;
        Assert.Equal([opened.RequestId], seen["X-Request-Id"]);
        Assert.Equal((opened.Id, "/chat", "example.com", IPAddress.Loopback), (opened.RequestId, opened.Path, opened.Host, opened.Client));
    }

    [Fact] // RFC 9110 section 7.6.3
    public async Task Via_is_told_in_both_directions_where_it_is_to_be()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(
            TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url))) with { Http = new HttpOptions { Via = true } });
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request(fields: "Via: 1.1 before"));
        var (upstream, request) = await backend.AcceptRequestAsync();
        await upstream.SendAsync("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n");

        Assert.Equal(["1.1 before", "1.1 actorproxy"], request["Via"]);
        Assert.Equal(["1.1 actorproxy"], (await client.ReadHeadAsync())["Via"]);
        upstream.Dispose();
    }

    [Fact]
    public async Task A_trusted_peer_is_believed()
    {
        var trusting = new ForwardingPolicy { TrustedPeers = [IPNetwork.Parse("127.0.0.0/8")] };

        var (seen, proxy) = await SeenByBackendAsync(Handshakes.Request(fields:
            ["X-Forwarded-For: 203.0.113.9", "X-Forwarded-Proto: https", "X-Request-Id: theirs"]), [], trusting);

        Assert.Equal(["203.0.113.9, 127.0.0.1"], seen["X-Forwarded-For"]);
        Assert.Equal(["https"], seen["X-Forwarded-Proto"]);
        Assert.Equal(["theirs"], seen["X-Request-Id"]);
        var opened = (await proxy.Log.FirstAsync<OpenedEvent>()).Connection;
        Assert.Equal(("theirs", IPAddress.Parse("203.0.113.9")), (opened.RequestId, opened.Client));
    }

    [Fact]
    public async Task A_route_changes_path_host_and_fields_as_configured()
    {
        PolicySet policies =
        [
            PathRewrite.Strip,
            new HostRewrite("inner.example"),
            new HeaderRules { Remove = ["Cookie"], Set = [new HeaderField("X-Api-Key", "secret")] },
        ];

        var (seen, _) = await SeenByBackendAsync(Handshakes.Request("/chat/room?x=1", fields: ["Cookie: a=b", "X-Api-Key: guess"]),
            policies);

        Assert.Equal("GET /room?x=1 HTTP/1.1", seen.StartLine);
        Assert.Equal(["inner.example"], seen["Host"]);
        Assert.Equal(["example.com"], seen["X-Forwarded-Host"]);
        Assert.Equal(["secret"], seen["X-Api-Key"]);
        Assert.Empty(seen["Cookie"]);
    }

    private static async Task<(HttpHead, TestProxy)> SeenByBackendAsync(
        string request, PolicySet policies, ForwardingPolicy? forwarding = null)
    {
        using var backend = new ScriptedBackend();
        var prefix = policies.Of<PathRewrite>() == PathRewrite.None ? "/" : "/chat";
        ProxyOptions options = TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url), prefix, policies));
        await using var proxy = await TestProxy.StartAsync(options with { Forwarding = forwarding ?? ForwardingPolicy.Default });
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(request);
        var (upstream, seen) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(request.Contains("Protocol: chat")
            ? Handshakes.Response("Sec-WebSocket-Protocol: chat")
            : Handshakes.Switching);
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        upstream.Dispose();
        return (seen, proxy);
    }
}
