using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.Limits;
using ActorProxy.Shared.Policies.Rewriting;
using ActorProxy.Shared.Policies.Stickiness;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Tests.Backends;

namespace ActorProxy.Shared.Tests.Policies;

public class PolicyLayersTests
{
    private static readonly PolicySet Node = [new HostRewrite("node"), new AttemptLimit(1), new StickyCookie("node")];

    private static readonly PolicySet Web = [new HostRewrite("web"), new StickyCookie("web")];

    private static readonly PolicyLayers Layers = new(Node, [KeyValuePair.Create("web", Web)]);

    [Fact]
    public void The_nearest_place_wins()
    {
        Assert.Equal(Node, Layers.Of([], [], "other"));
        Assert.Equal([new HostRewrite("web"), new AttemptLimit(1), new StickyCookie("web")], Layers.Of([], [], "web"));
        Assert.Equal([new HostRewrite("route"), new AttemptLimit(1), new StickyCookie("web")],
            Layers.Of([new HostRewrite("route")], [], "web"));
        Assert.Equal([new HostRewrite("route")], PolicyLayers.None.Of([new HostRewrite("route")], [], "web"));
    }

    [Fact]
    public void To_ask_again_allocates_nothing()
    {
        PolicySet route = [new HostRewrite("route")];
        var known = Layers.Of(route, [], "web");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var again = Layers.Of(route, [], "web");
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Same(known, again);
    }

    [Fact]
    public void A_pool_s_cookie_goes_before_those_of_listener_and_node_and_a_route_s_before_it()
    {
        var plain = Pools.Route("*", "/");
        var route = plain with { Pool = plain.Pool with { Sticky = new StickyCookie("pool") } };
        Assert.True(RouteTable.TryCreate([route], out var table, out _));
        table = table.Under(Layers);

        Assert.Equal("pool", table.PoliciesOf(route, "web").Of<StickyCookie>().Name);
        Assert.Equal("route", table.PoliciesOf(route with { Policies = [new StickyCookie("route")] }, "web").Of<StickyCookie>().Name);
        Assert.Equal("web", table.PoliciesOf(plain, "web").Of<StickyCookie>().Name);
    }

    [Fact]
    public void A_table_keeps_its_layers_when_its_routes_change()
    {
        var route = Pools.Route("*", "/");
        var table = RouteTable.Empty.Under(Layers).With([KeyValuePair.Create(
            route.Host, System.Collections.Immutable.ImmutableArray.Create(route))]);

        Assert.Equal(Node, table.PoliciesOf(route, "other"));
        Assert.Same(route, table.Match("any.org", "/"));
    }
}
