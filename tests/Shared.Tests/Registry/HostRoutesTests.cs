using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Tests.Backends;

namespace ActorProxy.Shared.Tests.Registry;

public class HostRoutesTests
{
    [Fact]
    public void A_host_without_layers_has_no_routes()
    {
        var routes = HostRoutes.Empty(Routes.Host("h"));
        Assert.Empty(routes.Effective());
        Assert.Empty(routes.Shadowed());
        Assert.Equal(new RouteLayer(RouteLayer.Operator, 0, []), routes.Layer(RouteLayer.Operator));
    }

    [Fact]
    public void Layers_are_in_one_order_however_they_came()
    {
        var declared = new RouteLayer(RouteLayer.Configuration, 1, Routes.Of("a:/x"));
        var mine = new RouteLayer(RouteLayer.Operator, 0, Routes.Of("b:/y"));
        var empty = HostRoutes.Empty(Routes.Host("h"));
        Assert.Equal(empty.With(declared).With(mine), empty.With(mine).With(declared));
        Assert.Equal(empty.With(mine), empty.With(mine with { Routes = [] }).With(mine));
    }

    [Fact]
    public void An_operators_route_wins_by_id_and_by_path_and_may_hide_two()
    {
        var routes = Routes.Known(1, 1, Routes.Of("a:/x", "b:/y", "c:/z"), Routes.Of("a:/y"));
        Assert.Equal(["a:/y", "c:/z"], routes.Effective().Select(r => $"{r.Id}:{r.Path}"));
        Assert.Equal(["a", "b"], routes.Shadowed().AsEnumerable());
    }

    [Fact]
    public void The_same_path_exact_and_as_a_prefix_are_two_places()
    {
        var routes = Routes.Known(1, 1, Routes.Of("a:/x"), Routes.Of("b:=/x"));
        Assert.Equal(["b", "a"], routes.Effective().Ids());
    }

    [Fact]
    public void A_route_that_an_operator_took_over_as_it_is_counts_as_hidden()
    {
        var route = Routes.One("a:/x");
        Assert.Equal(["a"], Routes.Known(1, 1, [route], [route]).Shadowed().AsEnumerable());
    }

    [Fact]
    public void Equal_pools_become_one_object_and_others_stay_apart()
    {
        var other = Routes.One("c:/z") with { Pool = Pools.Of(PickerKind.RoundRobin, 2) };
        var routes = Routes.Known(1, 1, Routes.Of("a:/x"), [Routes.One("b:/y"), other]);
        var compact = routes.Compact();
        Assert.Equal(routes, compact);
        var pools = compact.Layers.SelectMany(l => l.Routes).Select(r => r.Pool).ToList();
        Assert.Equal(2, pools.Distinct(ReferenceEqualityComparer.Instance).Count());
    }
}
