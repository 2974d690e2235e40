using System.Net;
using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies.Rewriting;
using ActorProxy.Shared.Policies.RouteChanges;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;
using Akka.Actor;

namespace ActorProxy.Actors.Tests.Routes;

/// <summary>What clients and backends see when the routes of their tunnels change.</summary>
public abstract class RouteChangeTests(TransportKind transport) : IDisposable
{
    private readonly WebSocketBackend _backend = new();

    public void Dispose()
    {
        _backend.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task One_route_of_a_thousand_changes_and_no_tunnel_of_the_others_notices()
    {
        var routes = Enumerable.Range(0, 1000).Select(i => Route($"/r{i}", RouteChangePolicy.Close)).ToArray();
        await using var proxy = await StartAsync(routes);
        List<Peer> others = [];
        for (var i = 0; i < 1000; i += 50)
            others.Add(await OpenAsync(proxy, $"/r{i}"));
        using var concerned = await OpenAsync(proxy, "/r7");

        routes[7] = Changed(routes[7]);
        await proxy.Node.ReloadAsync(proxy.Node.Options with { Routes = Table(routes) });

        Assert.Equal((1012, "route changed"), await concerned.ReadFrameAsync() is var close
            ? (close.CloseCode, close.CloseReason)
            : default);
        foreach (var client in others)
            await AssertEchoAsync(client);
        await CloseAsync(concerned);
        Assert.Equal(new TunnelEnd(TerminationReason.RouteChanged, TerminationSource.Proxy, 1012, Cut: false),
            (await proxy.Log.FirstAsync<ClosedEvent>()).End);
        Assert.Single(proxy.Log.All.OfType<ClosedEvent>());
        others.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task Keep_leaves_a_tunnel_as_it_is_and_new_ones_go_by_the_new_route()
    {
        using var next = new WebSocketBackend();
        var route = Route("/", RouteChangePolicy.Keep);
        await using var proxy = await StartAsync(route);
        using var client = await OpenAsync(proxy, "/");

        await SwapAsync(proxy, route with { Pool = TestRoutes.Pool(next.Url) });

        await AssertEchoAsync(client);
        using var newer = await OpenAsync(proxy, "/");
        await AssertEchoAsync(newer);
        Assert.Equal((1, 1), (_backend.Requests.Count, next.Requests.Count));
    }

    [Fact]
    public async Task Drain_closes_all_tunnels_within_its_time()
    {
        var route = Route("/", RouteChangePolicy.Drain);
        await using var proxy = await StartAsync(route);
        List<Peer> clients = [];
        for (var i = 0; i < 4; i++)
            clients.Add(await OpenAsync(proxy, "/"));

        await SwapAsync(proxy);
        Assert.Equal(1012, (await clients[0].ReadFrameAsync()).CloseCode);
        await AssertEchoAsync(clients[3]);

        // What is due is told when the clock stands at the end; a round of the drain is a tick after that at most.
        proxy.Time.Advance(route.Policies.Of<OnChange>().DrainOver);
        foreach (var client in clients.Skip(1))
            Assert.Equal(1012, (await client.ReadFrameAsync()).CloseCode);
        clients.ForEach(client => client.Dispose());
        Assert.Equal(4, (await proxy.Log.AtLeastAsync<ClosedEvent>(4)).Count(e => e.End.Reason == TerminationReason.RouteChanged));
    }

    [Fact]
    public async Task A_route_that_is_restored_keeps_the_tunnels_that_were_not_told_yet()
    {
        var route = Route("/", RouteChangePolicy.Drain);
        await using var proxy = await StartAsync(route);
        using var first = await OpenAsync(proxy, "/");
        using var second = await OpenAsync(proxy, "/");
        await SwapAsync(proxy, Changed(route));
        Assert.Equal(1012, (await first.ReadFrameAsync()).CloseCode);

        await SwapAsync(proxy, route with { });
        proxy.Time.Advance(route.Policies.Of<OnChange>().DrainOver);

        await AssertEchoAsync(second);
    }

    [Fact]
    public async Task A_tunnel_whose_handshake_is_under_way_when_its_route_changes_is_closed_as_soon_as_it_is_open()
    {
        using var backend = new ScriptedBackend();
        var route = Route("/", RouteChangePolicy.Close) with { Pool = TestRoutes.Pool(backend.Url) };
        await using var proxy = await StartAsync(route);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        var (upstream, _) = await backend.AcceptRequestAsync();

        await SwapAsync(proxy, Changed(route));
        await upstream.SendAsync(Handshakes.Switching);

        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        Assert.Equal(1012, (await client.ReadFrameAsync()).CloseCode);
        Assert.Equal(1012, (await upstream.ReadFrameAsync()).CloseCode);
        upstream.Dispose();
    }

    [Fact] // Whichever comes first: no tunnel of the old route is left.
    public async Task No_tunnel_slips_through_a_swap()
    {
        var route = Route("/", RouteChangePolicy.Close);
        await using var proxy = await StartAsync(route);
        for (var round = 0; round < 20; round++)
        {
            var opening = Enumerable.Range(0, 8).Select(_ => OpenAsync(proxy, "/")).ToArray();
            await Task.WhenAny(opening);
            var swapped = Changed(route, round + 1);
            await proxy.Node.ReloadAsync(proxy.Node.Options with { Routes = Table(swapped) });
            var clients = await Task.WhenAll(opening);
            var old = 0;
            var tunnels = (await proxy.ListAsync()).Connections.ToDictionary(c => c.Info.Peer, c => c.Info.Route);
            foreach (var client in clients)
            {
                if (ReferenceEquals(tunnels[(IPEndPoint)client.Socket.LocalEndPoint!], swapped))
                {
                    await AssertEchoAsync(client);
                    continue;
                }
                old++;
                Assert.Equal(1012, (await client.ReadFrameAsync()).CloseCode);
            }
            Assert.InRange(old, 1, 8); // the one before the swap at least
            foreach (var client in clients)
                client.Dispose();
            await Wait.UntilAsync(() => proxy.Node.Context.Connections.Count == 0, "none");
        }
    }

    private static Route Changed(Route route, int round = 0) =>
        route with { Policies = route.Policies.With(new HostRewrite($"host-{round}")) };

    private static RouteTable Table(params Route[] routes)
    {
        Assert.True(RouteTable.TryCreate(routes, out var table, out _));
        return table;
    }

    private static async Task SwapAsync(TestProxy proxy, params Route[] routes)
    {
        await proxy.Node.ReloadAsync(proxy.Node.Options with { Routes = Table(routes) });
        await SettleAsync(proxy);
    }

    private static Task<ActorIdentity> SettleAsync(TestProxy proxy) =>
        proxy.Node.System.ActorSelection("/user/route-changes").Ask<ActorIdentity>(new Identify(null), Peer.Timeout);

    private static async Task<Peer> OpenAsync(TestProxy proxy, string path)
    {
        var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request(path));
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        proxy.Time.Advance(TimeSpan.FromMilliseconds(1)); // the next one is younger
        return client;
    }

    private static async Task AssertEchoAsync(Peer client)
    {
        await client.SendAsync(Frame.FromClient("still here"));
        Assert.Equal("still here", (await client.ReadFrameAsync()).Text);
    }

    private static async Task CloseAsync(Peer client)
    {
        await client.SendAsync(Frame.CloseFromClient(1012));
        client.Finish();
        Assert.False((await client.ReadToEndAsync()).Reset);
    }

    private Route Route(string prefix, RouteChangePolicy policy) =>
        TestRoutes.Route(TestRoutes.Pool(_backend.Url), prefix, [new OnChange(policy)]) with { Id = prefix };

    private Task<TestProxy> StartAsync(params Route[] routes) =>
        TestProxy.StartAsync(TestRoutes.Options(routes[0], transport) with { Routes = Table(routes) });

    public sealed class OnEpoll() : RouteChangeTests(TransportKind.Auto);

    public sealed class OnSockets() : RouteChangeTests(TransportKind.Sockets);
}
