using System.Net;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Endpoints;
using ActorProxy.Shared.Backends.Health;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.Filters;
using ActorProxy.Shared.Policies.Headers;
using ActorProxy.Shared.Policies.Limits;
using ActorProxy.Shared.Policies.Rewriting;
using ActorProxy.Shared.Policies.RouteChanges;
using ActorProxy.Shared.Policies.Stickiness;
using ActorProxy.Shared.Policies.Timeouts;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Settings;
using ActorProxy.Shared.Tests.Backends;
using CsCheck;

namespace ActorProxy.Shared.Tests.Routing;

public class RouteChangeTests
{
    private static readonly Route Old = Pools.Route("a.example.org", "/chat", "chat") with { Pool = Pools.Of(PickerKind.RoundRobin, 1, 1) };

    private static readonly FilterChain Larger = new("log") { MaxMessageSize = 7 };

    private static readonly Backend First = Old.Pool.Backends[0], Second = Old.Pool.Backends[1];

    /// <summary>What a tunnel is built from.</summary>
    public static TheoryData<string, Route> Concerning => new()
    {
        { "another path", Old with { Path = Pools.Route("*", "/talk").Path } },
        { "an exact path", Old with { Path = Pools.Route("*", "=/chat").Path } },
        { "another host", Old with { Host = Pools.Route("b.example.org", "/").Host } },
        { "another id", Old with { Id = "talk" } },
        { "path rewrite", With(PathRewrite.Strip) },
        { "host rewrite", With(new HostRewrite("inner")) },
        { "header rules", With(new HeaderRules { Set = [new HeaderField("X-A", "1")] }) },
        { "filters", With(new FilterChain("log")) },
        { "message size", With(Larger) },
        { "the pool's TLS", With(Pool(Old.Pool.Backends, tls: new BackendTls { Verify = false })) },
        { "the pool's PROXY header", With(Pool(Old.Pool.Backends, proxy: ProxyProtocolMode.V2)) },
        { "the backend is gone", With(Pool([Second])) },
        { "the backend has another id", With(Pool([First with { Name = "other" }, Second])) },
        { "the backend has another address", With(Pool([First with { Address = new BackendAddress("elsewhere", 80) }, Second])) },
        { "the backend speaks TLS", With(Pool([First with { Address = First.Address with { Tls = true } }, Second])) },
        { "an empty pool", With(Pool([])) },
    };

    /// <summary>What new connections see.</summary>
    public static TheoryData<string, Route> Harmless => new()
    {
        { "nothing", Old with { } },
        { "an equal pool", With(Pools.Of(PickerKind.RoundRobin, 1, 1)) },
        { "another backend more", With(Pool([.. Old.Pool.Backends, new Backend("new", new BackendAddress("new", 80), 1)])) },
        { "another backend less", With(Pool([First])) },
        { "weight", With(Pool([First with { Weight = 9 }, Second])) },
        { "picker", With(new BackendPool("pool", Old.Pool.Backends, PickerKind.ClientIpHash)) },
        { "the pool's name", With(new BackendPool("renamed", Old.Pool.Backends, PickerKind.RoundRobin)) },
        { "sticky cookie", With(new BackendPool("pool", Old.Pool.Backends, PickerKind.RoundRobin) { Sticky = new StickyCookie("node") }) },
        { "a backend's limit", With(new BackendPool("pool", Old.Pool.Backends, PickerKind.RoundRobin) { MaxConnectionsPerBackend = 1 }) },
        { "HTTP/2 of plain requests", With(new BackendPool(
            "pool", Old.Pool.Backends, PickerKind.RoundRobin) { HttpVersion = BackendHttpVersion.Http2 }) },
        { "HTTP/2 of WebSockets", With(Old.Pool with { WebSocketHttpVersion = BackendHttpVersion.Http2 }) },
        { "ejection", With(Old.Pool with { Ejection = new EjectionRules { Failures = 1 } }) },
        { "slow start", With(Old.Pool with { SlowStart = TimeSpan.Zero }) },
        { "panic", With(Old.Pool with { PanicBelow = 1 }) },
        { "zones", With(Old.Pool with { PreferZone = true }) },
        { "the host of handshakes", With(Old.Pool with { HostHeader = HostHeader.Backend }) },
        { "the route's limit", With(new ConnectionLimit(1)) },
        { "attempts", With(new AttemptLimit(9)) },
        { "idle time-out", With(new IdleTimeout(TimeSpan.FromSeconds(1))) },
        { "on-change", With(new OnChange(RouteChangePolicy.Close)) },
        { "drain-over", With(new OnChange { DrainOver = TimeSpan.FromSeconds(1) }) },
    };

    [Theory]
    [MemberData(nameof(Concerning))]
    public void What_a_tunnel_was_built_from_concerns_it(string what, Route now) =>
        Assert.True(Change(now).Concerns(Old, Old.Policies, First, "web"), what);

    [Theory]
    [MemberData(nameof(Harmless))]
    public void What_only_new_connections_see_concerns_no_tunnel(string what, Route now)
    {
        var change = Change(now);
        Assert.False(change.Concerns(Old, Old.Policies, First, "web"), what);
        Assert.Same(now, change.Successor(Old));
    }

    [Fact]
    public void A_tunnel_of_a_listener_that_the_route_no_longer_names_is_concerned()
    {
        var bound = Old with { Listeners = RouteListeners.Of(["web"]) };

        Assert.False(Change(bound).Concerns(Old, Old.Policies, First, "web"));
        Assert.True(Change(bound).Concerns(Old, Old.Policies, First, "internal"));
        Assert.False(Change(Old with { Policies = Old.Policies }).Concerns(bound, [], First, "web"));
    }

    [Fact]
    public void An_address_that_its_name_has_no_more_concerns_its_own_tunnels_alone()
    {
        var name = Backend.At(new BackendAddress("b.example", 80)) with { Addresses = EndpointSource.All };
        var (gone, stays) = (name.AtEndpoint(new(IPAddress.Parse("10.0.0.1"))), name.AtEndpoint(new(IPAddress.Parse("10.0.0.2"))));
        var route = With(Pool([name]));
        Assert.True(RouteTable.TryCreate([route], out var table, out _));
        var change = new RouteChange(table, _ => [stays]);

        Assert.True(change.Concerns(route, [], gone, "web"));
        Assert.False(change.Concerns(route, [], stays, "web"));
        Assert.False(change.Concerns(route, [], name, "web")); // which was connected before any address was known
        var other = With(Pool([name, Second]));
        Assert.True(change.Concerns(other, [], gone, "web"));
        Assert.False(change.Concerns(other, [], stays, "web"));
        Assert.True(change.Concerns(other, [], Second, "web"));
    }

    [Fact]
    public void A_backend_that_leaves_concerns_its_own_tunnels_alone()
    {
        var change = Change(With(Pool([Second])));
        Assert.True(change.Concerns(Old, Old.Policies, First, "web"));
        Assert.False(change.Concerns(Old, Old.Policies, Second, "web"));
    }

    [Fact]
    public void A_route_that_is_gone_has_no_successor_even_where_another_has_its_place()
    {
        Assert.True(Change().Concerns(Old, Old.Policies, First, "web"));
        Assert.Null(Change().Successor(Old));
        Assert.Null(Change(Old with { Id = "talk" }).Successor(Old));
    }

    [Fact]
    public void A_route_is_followed_to_another_path_by_its_id_within_its_host()
    {
        var moved = Old with { Path = Pools.Route("*", "/talk").Path };
        var stranger = Pools.Route("b.example.org", "/chat", "stranger");
        Assert.Same(moved, Change(stranger, moved).Successor(Old));
        Assert.Null(Change(moved with { Host = stranger.Host }).Successor(Old));
    }

    [Fact]
    public void A_restored_route_is_nothing_to_its_tunnels()
    {
        Assert.True(Change(With(Larger)).Concerns(Old, Old.Policies, First, "web"));
        Assert.False(Change(Old with { Policies = [] }).Concerns(Old, Old.Policies, First, "web"));
    }

    [Fact]
    public void What_listener_or_node_say_of_how_tunnels_are_built_concerns_those_that_were_built_otherwise()
    {
        Assert.True(RouteTable.TryCreate([Old], out var table, out _));
        PolicySet built = [new HostRewrite("web")];
        var layers = new PolicyLayers([new AttemptLimit(2)], [KeyValuePair.Create("web", built)]);
        var change = new RouteChange(table.Under(layers));

        Assert.True(change.Concerns(Old, [], First, "web"));
        Assert.False(change.Concerns(Old, [], First, "internal"));
        Assert.False(change.Concerns(Old, built, First, "web"));
        Assert.True(Change(Old).Concerns(Old, built, First, "web"));
        Assert.Equal([new HostRewrite("web"), new AttemptLimit(2)], change.PoliciesOf(Old, [], "web"));
    }

    [Fact]
    public void A_tunnel_is_not_concerned_by_its_listener_being_gone()
    {
        var named = Old with { Listeners = RouteListeners.Of(["web", "gone"]) };
        var now = With(Pool([First])) with { Listeners = RouteListeners.Of(["web"]) };
        Assert.True(RouteTable.TryCreate([now], out var table, out _));
        var change = new RouteChange(table.Under(new PolicyLayers(
            [new HostRewrite("node")], [KeyValuePair.Create("web", PolicySet.Empty)])));
        PolicySet built = [new HostRewrite("of the listener")];

        Assert.False(change.Concerns(named, built, First, "gone"));
        Assert.Same(built, change.PoliciesOf(named, built, "gone"));
        Assert.True(change.Concerns(named, built, Second, "gone"));
        Assert.True(change.Concerns(named, built, First, "web"));
    }

    [Fact]
    public void Exactly_the_tunnels_of_the_routes_that_changed_are_concerned()
    {
        Gen.Select(Gen.Int[1, 60], Gen.Int[0, 59].HashSet[0, 20], Gen.Bool).Sample((count, picked, fresh) =>
        {
            var old = Enumerable.Range(0, count).Select(i => Pools.Route($"h{i % 7}.org", $"/{i}", $"r{i}")).ToList();
            var now = old.Select((r, i) => picked.Contains(i) ? r with { Policies = [Larger] } : fresh ? r with { } : r);
            var change = Change([.. now]);
            Assert.Equal(picked.Where(i => i < count).Order(),
                Enumerable.Range(0, count).Where(i => change.Concerns(old[i], old[i].Policies, old[i].Pool.Backends[0], "web")));
        });
    }

    [Theory]
    [InlineData("a.org", "/x")]
    [InlineData("*.a.org", "/x")]
    [InlineData("*", "/x")]
    [InlineData("*", "/")]
    [InlineData("a.org", "=/x")]
    [InlineData("a.org", "=/")]
    public void A_table_has_the_objects_that_it_was_made_of(string host, string path)
    {
        var route = Pools.Route(host, path);
        Assert.True(RouteTable.TryCreate([route, Pools.Route("b.org", "/x"), Pools.Route("*", "/x/y")], out var table, out _));
        Assert.True(table.Has(route));
        Assert.False(table.Has(route with { }));
        Assert.Same(route, table.At(route));
        Assert.False(RouteTable.Empty.Has(route));
        Assert.Null(RouteTable.Empty.At(route));
    }

    [Fact]
    public void To_look_a_route_up_allocates_nothing()
    {
        var change = Change(Old);
        Assert.False(change.Concerns(Old, Old.Policies, First, "web"));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            change.Concerns(Old, Old.Policies, First, "web");
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static RouteChange Change(params Route[] now)
    {
        Assert.True(RouteTable.TryCreate(now, out var table, out _));
        return new RouteChange(table);
    }

    private static Route With(IPolicy policy) => Old with { Policies = [policy] };

    private static Route With(BackendPool pool) => Old with { Pool = pool };

    private static BackendPool Pool(ValueList<Backend> backends, BackendTls? tls = null, ProxyProtocolMode proxy = ProxyProtocolMode.Off) =>
        new("pool", backends, PickerKind.RoundRobin) { Tls = tls ?? BackendTls.Default, SendProxyProtocol = proxy };
}
