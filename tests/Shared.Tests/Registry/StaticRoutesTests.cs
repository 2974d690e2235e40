using System.Collections.Immutable;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Tests.Backends;

namespace ActorProxy.Shared.Tests.Registry;

public class StaticRoutesTests
{
    private static readonly HostPattern Host = Routes.Host("h");
    private static readonly ImmutableArray<Route> Own = Routes.Of("own:/x");
    private static readonly ImmutableArray<Route> Other = Routes.Of("other:/y");

    private static readonly StaticRoutes Configuration =
        new(5, ImmutableDictionary<HostPattern, ImmutableArray<Route>>.Empty.Add(Host, Own));
    private static readonly StaticRoutes Without = Configuration
        with { Hosts = ImmutableDictionary<HostPattern, ImmutableArray<Route>>.Empty };

    [Fact]
    public void Routes_are_taken_from_the_table_by_host_and_in_an_order_that_files_do_not_change()
    {
        Route[] routes = [Pools.Route("b", "/", "2"), Pools.Route("a", "/y", "3"), Pools.Route("a", "/x", "1")];
        var (first, second) = (From(routes), From(routes.Reverse()));
        Assert.Equal(7, first.Revision);
        Assert.Equal(2, first.Hosts.Count);
        Assert.Equal(["1", "3"], first.Of(Routes.Host("a")).Ids());
        Assert.Equal(["1", "3"], second.Of(Routes.Host("a")).Ids());
        Assert.Equal(["2"], first.Of(Routes.Host("b")).Ids());
        Assert.Empty(first.Of(Routes.Host("c")));

        static StaticRoutes From(IEnumerable<Route> routes)
        {
            Assert.True(RouteTable.TryCreate(routes, out var table, out _));
            return StaticRoutes.From(7, table);
        }
    }

    [Fact]
    public void A_host_that_the_registry_does_not_know_is_undeclared() => Assert.Equal([Host], Configuration.Undeclared(Registry()));

    [Fact]
    public void A_host_without_routes_of_a_configuration_is_undeclared() =>
        Assert.Equal([Host], Configuration.Undeclared(Registry(Routes.Known(1, 0, null, Other))));

    [Fact]
    public void Routes_of_an_older_configuration_are_to_be_declared_even_where_they_are_the_same()
    {
        Assert.Equal([Host], Configuration.Undeclared(Registry(Routes.Known(1, 4, Own))));
        Assert.Equal([Host], Configuration.Undeclared(Registry(Routes.Known(1, 4, Other))));
    }

    [Fact]
    public void Other_routes_of_the_same_revision_are_to_be_declared_and_equal_ones_not()
    {
        Assert.Equal([Host], Configuration.Undeclared(Registry(Routes.Known(1, 5, Other))));
        Assert.Empty(Configuration.Undeclared(Registry(Routes.Known(1, 5, Own))));
        Assert.Empty(Configuration.Undeclared(Registry(Routes.Known(2, 5, Own, Other))));
    }

    [Fact]
    public void Routes_of_a_newer_configuration_stay() => Assert.Empty(Configuration.Undeclared(Registry(Routes.Known(1, 6, Other))));

    [Fact]
    public void A_host_that_is_gone_from_the_configuration_is_to_be_declared_empty_until_it_is()
    {
        Assert.Equal([Host], Without.Undeclared(Registry(Routes.Known(1, 4, Own))));
        Assert.Equal([Host], Without.Undeclared(Registry(Routes.Known(1, 5, Own))));
        Assert.Empty(Without.Undeclared(Registry(Routes.Known(1, 6, Own))));
        Assert.Empty(Without.Undeclared(Registry(Routes.Known(2, 5, []))));
        Assert.Empty(Without.Undeclared(Registry(Routes.Known(2, 4, []))));
        Assert.Empty(Without.Undeclared(Registry(Routes.Known(1, 0, null, Other))));
        Assert.Empty(Without.Undeclared(Registry()));
    }

    [Fact]
    public void Of_new_hosts_alone_nothing_is_undeclared_that_was_declared_before_be_it_that_there_are_none()
    {
        var unordered = Configuration with { Revision = 0 };
        Assert.Equal([Host], unordered.Undeclared(Registry(), DeclarationScope.New));
        Assert.Equal([Host], unordered.Undeclared(Registry(Routes.Known(1, 0, null, Other)), DeclarationScope.New));
        Assert.Empty(unordered.Undeclared(Registry(Routes.Known(1, 0, Other)), DeclarationScope.New));
        Assert.Empty(unordered.Undeclared(Registry(Routes.Known(2, 0, [])), DeclarationScope.New));
        Assert.Empty((Without with { Revision = 0 }).Undeclared(Registry(Routes.Known(1, 0, Own)), DeclarationScope.New));
        Assert.Equal([Host], unordered.Undeclared(Registry(Routes.Known(2, 0, [])), DeclarationScope.Changed));
    }

    [Fact]
    public void What_was_declared_is_undeclared_no_longer_also_after_a_way_through_JSON()
    {
        var state = HostState.Empty(Host);
        foreach (var nodes in (StaticRoutes[])[Configuration, Configuration with { Revision = 6 }, Without with { Revision = 7 }])
        {
            var host = Assert.Single(nodes.Undeclared(Registry(state.Routes)));
            var declared = new DeclareRoutes($"c{nodes.Revision}", host, nodes.Revision, nodes.Of(host));
            var stored = Assert.IsType<RegistryDecision.Store>(HostRegistry.Decide(state, declared, DateTimeOffset.UnixEpoch));
            state = HostRegistry.Apply(state, stored.Event);
            var format = RegistryWire.Formats.Single(f => f.Type == typeof(HostCompacted));
            var read = (HostCompacted)format.Read(format.Write(HostCompacted.Of(state)));
            Assert.Empty(nodes.Undeclared(Registry(read.State.Routes)));
        }
    }

    [Fact]
    public void Without_a_registry_the_nodes_own_routes_serve()
    {
        Assert.Equal(Own.AsEnumerable(), Configuration.Effective(Host, null, null));
        Assert.Equal(Own.AsEnumerable(), Configuration.Effective(Host, null, 3));
        Assert.Empty(Without.Effective(Host, null, null));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void The_nodes_own_routes_take_the_place_of_those_of_older_or_equal_configurations_until_the_registry_has_them(int revision)
    {
        var known = Routes.Known(3, revision, Other, Routes.Of("mine:/z"));
        Assert.Equal(["mine", "own"], Configuration.Effective(Host, known, null).Ids());
        Assert.Equal(["mine", "own"], Configuration.Effective(Host, known, 4).Ids());
        Assert.Equal(["mine"], Without.Effective(Host, known, null).Ids());
    }

    [Fact]
    public void An_operators_route_wins_over_the_nodes_own()
    {
        Assert.Equal(["mine"], Configuration.Effective(Host, Routes.Known(1, 0, null, Routes.Of("mine:/x")), null).Ids());
        Assert.Equal(["/z"], Configuration.Effective(Host, Routes.Known(1, 0, null, Routes.Of("own:/z")), null).Select(r => r.Path.Value));
    }

    [Fact]
    public void A_replica_that_has_the_acknowledged_revision_serves_as_it_is()
    {
        var known = Routes.Known(4, 5, Other, Routes.Of("mine:/z"));
        Assert.Equal(["mine", "other"], Configuration.Effective(Host, known, 4).Ids());
        Assert.Equal(["mine", "other"], Configuration.Effective(Host, known, 3).Ids());
    }

    [Fact]
    public void Routes_of_a_newer_configuration_serve_whatever_was_acknowledged()
    {
        var known = Routes.Known(3, 6, Other);
        Assert.Equal(Other.AsEnumerable(), Configuration.Effective(Host, known, null));
        Assert.Equal(Other.AsEnumerable(), Configuration.Effective(Host, known, 9));
        Assert.Empty(Configuration.Effective(Host, Routes.Known(3, 6, []), null));
    }

    [Theory]
    [InlineData(4, "other:/y", true)]
    [InlineData(4, "own:/x", true)]
    [InlineData(5, "other:/y", false)] // two nodes of one revision that differ would go on for ever
    [InlineData(6, "other:/y", false)]
    public void A_configuration_is_newer_than_what_lower_revisions_declared(int revision, string route, bool newer) =>
        Assert.Equal(newer, Configuration.IsNewerThan(Routes.Known(1, revision, Routes.Of(route))));

    [Fact]
    public void A_configuration_is_newer_than_a_host_that_it_has_and_no_configuration_has_declared()
    {
        Assert.True(Configuration.IsNewerThan(Routes.Known(1, 0, null, Other)));
        Assert.True(Configuration.IsNewerThan(Routes.Known(2, 4, [])));
        Assert.False((Configuration with { Revision = 0 }).IsNewerThan(Routes.Known(1, 0, null, Other)));
    }

    [Fact]
    public void A_configuration_without_the_host_is_newer_only_where_there_are_routes_to_take_away()
    {
        Assert.True(Without.IsNewerThan(Routes.Known(1, 4, Own)));
        Assert.False(Without.IsNewerThan(Routes.Known(1, 4, [])));
        Assert.False(Without.IsNewerThan(Routes.Known(1, 0, null, Other)));
        Assert.False(Without.IsNewerThan(Routes.Known(1, 5, Own)));
    }

    private static Dictionary<HostPattern, HostRoutes> Registry(params HostRoutes[] known) => known.ToDictionary(h => h.Host);
}
