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
        _routes.Settle([]);
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
        _routes.Settle([]);
        Update("b.example.org");

        Assert.Equal("b:/y", Table.Of("b.example.org"));
    }

    [Fact]
    public void Of_two_configurations_of_one_revision_the_last_that_was_declared_is_served_also_by_who_had_nothing_to_declare()
    {
        Know(Host, 1, 1, "own:/x");
        _routes.Settle([]);
        Know(Host, 2, 1, "other:/x");
        Update(Host);

        Assert.Equal("other:/x", Table.Of(Host));
    }

    [Fact]
    public void What_is_to_be_declared_is_served_until_the_registry_has_taken_it_and_the_replica_has_that()
    {
        Know(Host, 3, 1, "other:/x");
        _routes.Settle([HostRoute.Host(Host)]);
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
        _routes.Settle([]);
        Know(Host, 1, 0, "older:/x");
        Know("gone.example.org", 1, 0, "older:/y");
        _routes.Update(_registry.Keys, _registry);

        Assert.Empty(_swaps);
    }

    [Fact]
    public void After_a_reload_the_new_routes_are_served_until_all_is_settled_again()
    {
        Know(Host, 1, 1, "own:/x");
        _routes.Settle([]);
        var hosts = _routes.Reload(StaticRoutes.From(1, HostRoute.Table($"{Host} new:/x", "b.example.org b:/y")));
        _routes.Update(hosts, _registry);

        Assert.Equal(("new:/x", "b:/y"), (Table.Of(Host), Table.Of("b.example.org")));
    }

    private void Know(string host, long revision, int configuration, string route) => _registry[HostRoute.Host(host)] =
        new HostRoutes(HostRoute.Host(host), revision, default,
            [new RouteLayer(RouteLayer.Configuration, configuration, [HostRoute.Of(host, route)])]);

    private void Update(string host) => _routes.Update([HostRoute.Host(host)], _registry);
}
