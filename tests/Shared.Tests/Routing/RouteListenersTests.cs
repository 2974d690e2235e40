using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Tests.Backends;

namespace ActorProxy.Shared.Tests.Routing;

/// <summary>Routes that are for clients of some listeners only.</summary>
public class RouteListenersTests
{
    [Theory]
    [InlineData("web", "/x/y", "all-x")]
    [InlineData("internal", "/x/y", "internal-x")]
    [InlineData("", "/x/y", "all-x")]
    [InlineData("other", "/x/y", "all-x")]
    [InlineData("internal", "/", "internal-root")]
    [InlineData("web", "/", "web-root")]
    [InlineData("other", "/", null)]
    [InlineData("internal", "/x/only/z", "internal-x")] // a path that is for others does not hide shorter ones
    [InlineData("web", "/x/only/z", "web-only")]
    [InlineData("Web", "/", null)]
    public void A_route_that_names_the_listener_goes_before_the_one_for_all_and_others_are_not_there(
        string listener, string path, string? expected)
    {
        var table = Table(Route("all-x", "/x"), Route("internal-x", "/x", "internal"), Route("internal-root", "/", "internal", "admin"),
            Route("web-root", "/", "web"), Route("web-only", "/x/only", "web"));

        Assert.Equal(expected, table.Match("any", path, listener)?.Id);
    }

    [Theory]
    [InlineData("", "", true)]
    [InlineData("a", "", false)]
    [InlineData("a", "b", false)]
    [InlineData("a,b", "b,c", true)]
    public void Two_routes_of_one_place_must_differ_in_their_listeners(string one, string other, bool collide)
    {
        Route[] routes = [Route("one", "/x", Names(one)), Route("other", "/x", Names(other))];

        Assert.Equal(!collide, RouteTable.TryCreate(routes, out _, out var errors));
        Assert.Equal(collide ? [$"host * and path /x are already taken by route 'one'{(one.Length == 0 ? "" : " on listeners a, b")}"] : [],
            errors.Select(e => e.Message));
        if (collide)
            Assert.Throws<ArgumentException>(() => RouteTable.Empty.With([new(HostPattern.Default, [.. routes])]));
    }

    [Fact]
    public void The_very_object_is_found_beside_others_of_its_place()
    {
        var (all, bound) = (Route("all", "/"), Route("bound", "/", "web"));
        var table = Table(all, bound);

        Assert.True(table.Has(all) && table.Has(bound));
        Assert.False(table.Has(bound with { Listeners = RouteListeners.Of(["internal"]) }));
    }

    [Fact]
    public void A_lookup_allocates_nothing()
    {
        var table = Table(Route("all", "/x"), Route("bound", "/x", "web", "internal"));
        Assert.NotNull(table.Match("any", "/x", "web"));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Assert.NotNull(table.Match("any", "/x/y", "web"));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void They_are_values_whatever_their_order()
    {
        Assert.Equal(RouteListeners.Of(["a", "b"]), RouteListeners.Of(["b", "a", "b"]));
        Assert.Equal(RouteListeners.Of(["a", "b"]).GetHashCode(), RouteListeners.Of(["b", "a"]).GetHashCode());
        Assert.NotEqual(Route("r", "/", "a"), Route("r", "/", "b"));
        Assert.Equal(("a, b", "all"), (RouteListeners.Of(["b", "a"]).ToString(), RouteListeners.All.ToString()));
    }

    [Fact]
    public void An_operator_s_route_takes_the_place_of_one_of_the_same_listeners_only()
    {
        var routes = HostRoutes.Empty(HostPattern.Default)
            .With(new RouteLayer(RouteLayer.Configuration, 1, [Route("c-all", "/x"), Route("c-web", "/x", "web")]))
            .With(new RouteLayer(RouteLayer.Operator, 0, [Route("o-web", "/x", "web", "internal")]));

        Assert.Equal(["o-web", "c-all"], routes.Effective().Select(r => r.Id));
        Assert.Equal("c-web", Assert.Single(routes.Shadowed()));
    }

    private static string[] Names(string names) => names.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static Route Route(string id, string path, params string[] listeners) =>
        Pools.Route("*", path) with { Id = id, Listeners = RouteListeners.Of(listeners) };

    private static RouteTable Table(params Route[] routes)
    {
        Assert.True(RouteTable.TryCreate(routes, out var table, out _));
        return table;
    }
}
