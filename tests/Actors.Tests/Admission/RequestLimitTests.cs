using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies.Limits;
using ActorProxy.Shared.Policies.Stickiness;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tests.Admission;

/// <summary>Limits that are known only once the request is: of a client, a route, a backend.</summary>
public sealed class RequestLimitTests
{
    [Fact]
    public async Task A_client_with_enough_connections_gets_429()
    {
        using var backend = new ScriptedBackend();
        var options = TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url)));
        await using var proxy = await TestProxy.StartAsync(options with { Limits = new LimitOptions { MaxConnectionsPerClient = 1 } });
        await AssertOneOnlyAsync(proxy, backend, TerminationReason.ClientLimit, 429);
    }

    [Fact]
    public async Task Clients_behind_a_trusted_peer_are_counted_one_by_one()
    {
        using var backend = new ScriptedBackend();
        var options = TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url)));
        await using var proxy = await TestProxy.StartAsync(options with
        {
            Limits = new LimitOptions { MaxConnectionsPerClient = 1 },
            Forwarding = options.Forwarding with { TrustedPeers = [new System.Net.IPNetwork(System.Net.IPAddress.Loopback, 32)] },
        });
        var ann = await proxy.OpenAsync(backend, "X-Forwarded-For: 10.0.0.1");
        var bob = await proxy.OpenAsync(backend, "X-Forwarded-For: 10.0.0.2");
        using var again = await proxy.ConnectAsync();
        await again.SendAsync(Handshakes.Request(fields: ["X-Forwarded-For: 10.0.0.1"]));
        Assert.Equal(429, (await again.ReadHeadAsync()).Status);
        Close(ann, bob);
    }

    [Fact]
    public async Task A_route_with_enough_connections_gets_no_more()
    {
        using var backend = new ScriptedBackend();
        var route = TestRoutes.Route(TestRoutes.Pool(backend.Url), policies: [new ConnectionLimit(1)]);
        await using var proxy = await TestProxy.StartAsync(TestRoutes.Options(route));
        await AssertOneOnlyAsync(proxy, backend, TerminationReason.RouteLimit, 503);
    }

    [Fact]
    public async Task Backends_that_are_full_are_passed_over_and_where_all_are_the_client_is_refused()
    {
        using var first = new ScriptedBackend();
        using var second = new ScriptedBackend();
        var pool = TestRoutes.Pool(first.Url, second.Url);
        var limited = new BackendPool(pool.Name, pool.Backends, pool.Picker) { MaxConnectionsPerBackend = 1,
            Sticky = new StickyCookie("node") };
        await using var proxy = await TestProxy.StartAsync(TestRoutes.Options(TestRoutes.Route(limited)));
        // The cookie asks for the first one both times; the second client finds it full.
        var cookie = $"Cookie: {limited.Sticky!.SetCookie(limited.StickyValues, 0, secure: false).Split(';')[0]}";
        var one = await proxy.OpenAsync(first, cookie);
        var two = await proxy.OpenAsync(second, cookie);
        await AssertRefusedAsync(proxy, TerminationReason.BackendLimit, 503);
        Close(one, two);
        await proxy.DrainedAsync();
    }

    private static async Task AssertOneOnlyAsync(TestProxy proxy, ScriptedBackend backend, TerminationReason reason, int status)
    {
        var tunnel = await proxy.OpenAsync(backend);
        await AssertRefusedAsync(proxy, reason, status);
        Close(tunnel);
        await proxy.DrainedAsync();
        // What was left is free again.
        Close(await proxy.OpenAsync(backend));
    }

    private static async Task AssertRefusedAsync(TestProxy proxy, TerminationReason reason, int status)
    {
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        var answer = await client.ReadHeadAsync();
        Assert.Equal(status, answer.Status);
        Assert.Single(answer["Retry-After"]);
        var refused = await proxy.Log.FirstAsync<RefusedRequest>();
        Assert.Equal((reason, status), (refused.Reason, refused.Status));
    }

    private static void Close(params (Peer Client, Peer Backend)[] tunnels)
    {
        foreach (var (client, backend) in tunnels)
        {
            client.Dispose();
            backend.Dispose();
        }
    }
}
