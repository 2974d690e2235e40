using ActorProxy.Actors.Registry;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Actors.Tests.Registry;

public sealed class NodeRoutesTests
{
    private const string Host = "a.example.org";

    private readonly List<RouteTable> _swaps = [];
    private readonly Dictionary<HostPattern, HostRoutes> _registry = [];
    private readonly NodeRoutes _routes;

    public NodeRoutesTests()
    {
        var own = HostRoute.Table($"{Host} own:/x");
        _routes = new NodeRoutes(own, StaticRoutes.From(1, own), _swaps.Add);
    }

    private RouteTable Table => _swaps[^1];

    [Fact]
    public void Many_hosts_are_one_swap_and_nothing_new_is_none()
    {
        _routes.Settle(_registry);
        for (var i = 0; i < 100; i++)
            Know($"h{i}.example.org", 1, 1, "a:/x");
        _routes.Update(_registry.Keys, _registry);
        Assert.Equal(101, Table.Routes.Length);
        _routes.Update(_registry.Keys, _registry);

        Assert.Single(_swaps);
    }

    [Fact]
    public void A_host_that_others_declare_with_the_same_revision_is_served_when_all_is_settled()
    {
        Know("b.example.org", 1, 1, "b:/y");
        Update("b.example.org");
        Assert.Empty(_swaps);
        _routes.Settle(new Dictionary<HostPattern, HostRoutes>());
        Update("b.example.org");

        Assert.Equal("b:/y", Table.Of("b.example.org"));
    }

    [Fact]
    public void Of_two_configurations_of_one_revision_the_last_that_was_declared_is_served_also_by_who_had_nothing_to_declare()
    {
        Know(Host, 1, 1, "own:/x");
        _routes.Settle(_registry);
        Know(Host, 2, 1, "other:/x");
        Update(Host);

        Assert.Equal("other:/x", Table.Of(Host));
    }

    [Fact]
    public void What_is_to_be_declared_is_served_until_the_registry_has_taken_it_and_the_replica_has_that()
    {
        Know(Host, 3, 1, "other:/x");
        Assert.Equal([HostRoute.Host(Host)], _routes.Settle(_registry));
        Update(Host);
        _routes.Acknowledge(HostRoute.Host(Host), 4);
        Update(Host);
        Assert.Empty(_swaps);
        Know(Host, 5, 1, "third:/x");
        Update(Host);

        Assert.Equal("third:/x", Table.Of(Host));
    }

    [Fact]
    public void What_an_older_configuration_brings_back_is_not_served_meanwhile()
    {
        Know(Host, 1, 1, "own:/x");
        _routes.Settle(_registry);
        Know(Host, 2, 0, "older:/x");
        Know("gone.example.org", 1, 0, "older:/y");
        _routes.Update(_registry.Keys, _registry);

        Assert.Empty(_swaps);
    }

    [Fact]
    public void After_a_reload_the_new_routes_are_served_until_all_is_settled_again()
    {
        Know(Host, 1, 1, "own:/x");
        _routes.Settle(_registry);
        var hosts = _routes.Reload(StaticRoutes.From(1, HostRoute.Table($"{Host} new:/x", "b.example.org b:/y")));
        _routes.Update(hosts, _registry);

        Assert.Equal(("new:/x", "b:/y"), (Table.Of(Host), Table.Of("b.example.org")));
    }

    [Fact]
    public void A_node_that_starts_without_a_revision_serves_what_the_registry_has_and_tells_it_of_new_hosts_alone()
    {
        var routes = Unordered(isAlone: false);
        Know(Host, 7, 0, "other:/x");
        Know("gone.example.org", 1, 0, "gone:/");
        routes.Update(_registry.Keys, _registry);
        Assert.Equal("other:/x", Table.Of(Host));

        Assert.Equal([HostRoute.Host("new.example.org")], routes.Settle(_registry));
        Assert.Equal(["a.example.org", "gone.example.org"],
            routes.Withheld(_registry).Select(host => host.ToString()).Order(StringComparer.Ordinal));
        routes.Update(_registry.Keys.Append(HostRoute.Host("new.example.org")), _registry);
        Assert.Equal(("other:/x", "gone:/", "new:/"), (Table.Of(Host), Table.Of("gone.example.org"), Table.Of("new.example.org")));
    }

    [Fact]
    public void A_reload_without_a_revision_declares_all_that_differs()
    {
        var routes = Unordered(isAlone: false);
        Know(Host, 7, 0, "other:/x");
        routes.Settle(_registry);
        routes.Update(routes.Reload(routes.Configuration), _registry);

        Assert.Equal([HostRoute.Host(Host), HostRoute.Host("new.example.org")],
            routes.Settle(_registry).OrderBy(host => host.ToString(), StringComparer.Ordinal));
        Assert.Empty(routes.Withheld(_registry));
        Assert.Empty(_swaps); // its own routes served before, and do so now
    }

    [Fact]
    public void A_host_that_was_declared_and_has_left_the_file_is_withdrawn_though_the_replica_has_not_heard_of_it()
    {
        var routes = Unordered(isAlone: false);
        routes.Settle(_registry);
        routes.Acknowledge(HostRoute.Host("new.example.org"), 1);
        routes.Reload(StaticRoutes.From(0, HostRoute.Table($"{Host} own:/x")));

        Assert.Contains(HostRoute.Host("new.example.org"), routes.Settle(_registry));
        Know("new.example.org", 1, 0, "new:/");
        Know(Host, 1, 0, "own:/x");
        Assert.Equal([HostRoute.Host("new.example.org")], routes.Settle(_registry)); // by what the registry has
    }

    [Fact]
    public void A_node_that_is_alone_starts_with_what_its_file_says()
    {
        var routes = Unordered(isAlone: true);
        Know(Host, 7, 0, "other:/x");
        Know("gone.example.org", 1, 0, "gone:/");
        Assert.Equal(3, routes.Settle(_registry).Count);
        routes.Update(_registry.Keys, _registry);

        Assert.Empty(_swaps);
    }

    [Fact]
    public void Saved_routes_serve_until_the_registry_is_known_and_what_it_lacks_of_them_is_gone_with_the_same_swap()
    {
        var routes = Unordered(isAlone: false);
        Know(Host, 7, 0, "saved:/x");
        Know("gone.example.org", 3, 0, "gone:/");
        routes.Serve([.. _registry.Values]);
        routes.BeginAnew(); // the first control plane
        Assert.Equal(("saved:/x", "gone:/", 1), (Table.Of(Host), Table.Of("gone.example.org"), _swaps.Count));

        // The registry is being read: of a host its first changes come first.
        _registry.Clear();
        Know(Host, 1, 0, "first:/x");
        routes.Update(_registry.Keys, _registry);
        Assert.Single(_swaps);
        Know(Host, 8, 0, "now:/x");
        routes.Settle(_registry);
        routes.UpdateAll(_registry);

        Assert.Equal(("now:/x", "", 2), (Table.Of(Host), Table.Of("gone.example.org"), _swaps.Count));
    }

    [Fact]
    public void What_the_registry_has_replaces_what_was_saved_also_where_that_is_newer()
    {
        var routes = Unordered(isAlone: false);
        Know(Host, 7, 0, "saved:/x");
        routes.Serve([.. _registry.Values]);
        Know(Host, 2, 0, "restored:/x");
        routes.Settle(_registry);
        routes.UpdateAll(_registry);

        Assert.Equal("restored:/x", Table.Of(Host));
    }

    /// <summary>Routes of a configuration without a revision.</summary>
    private NodeRoutes Unordered(bool isAlone)
    {
        var own = HostRoute.Table($"{Host} own:/x", "new.example.org new:/");
        return new NodeRoutes(own, StaticRoutes.From(0, own), _swaps.Add, isAlone);
    }

    private void Know(string host, long revision, int configuration, string route) => _registry[HostRoute.Host(host)] =
        new HostRoutes(HostRoute.Host(host), revision, default,
            [new RouteLayer(RouteLayer.Configuration, configuration, [HostRoute.Of(host, route)])]);

    private void Update(string host) => _routes.Update([HostRoute.Host(host)], _registry);
}
