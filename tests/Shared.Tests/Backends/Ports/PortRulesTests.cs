using System.Net;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Endpoints;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Backends.Ports;

namespace ActorProxy.Shared.Tests.Backends.Ports;

public sealed class PortRulesTests
{
    private static readonly SourcePorts Default = new(32_768, 60_999);

    [Theory] // the node's connections, shared by weight
    [InlineData(28_232, true, 1)]
    [InlineData(28_233, false, 1)]
    [InlineData(50_000, true, 1, 1)]
    [InlineData(56_465, false, 1, 1)]
    [InlineData(50_000, false, 3, 1)]
    [InlineData(37_642, true, 3, 1)]
    [InlineData(0, false, 1, 1)]
    public void Without_a_limit_of_its_own_a_backend_may_have_its_share(int maxConnections, bool isCarried, params int[] weights) =>
        Assert.Equal(isCarried, PortRules.Problem(Pools.Of(PickerKind.RoundRobin, weights), maxConnections, Default) is null);

    [Theory]
    [InlineData(0, 28_232, true)]
    [InlineData(0, 28_233, false)]
    [InlineData(50_000, 20_000, true)]
    [InlineData(50_000, 30_000, false)]
    [InlineData(10_000, 30_000, true)] // no more come
    public void A_limit_of_its_own_says_how_many(int maxConnections, int perBackend, bool isCarried)
    {
        var pool = Pools.Of(PickerKind.RoundRobin, 1, 1) with { MaxConnectionsPerBackend = perBackend };
        Assert.Equal(isCarried, PortRules.Problem(pool, maxConnections, Default) is null);
    }

    [Fact]
    public void Each_address_of_the_node_has_all_ports_for_a_backend_of_its_family()
    {
        IPAddress[] sources = [IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2"), IPAddress.IPv6Loopback];
        Assert.Null(Problem("a.example.org"));
        Assert.Null(Problem("10.0.0.9"));
        Assert.Contains("the node has 28232 ports to connect from to ws://[2001:db8::1]", Problem("2001:db8::1"));

        string? Problem(string host) => PortRules.Problem(new BackendPool("p", [Backend.At(new BackendAddress(host, 80))],
            PickerKind.RoundRobin) { SourceAddresses = [.. sources] }, 50_000, Default);
    }

    [Fact]
    public void An_address_that_is_named_twice_counts_once()
    {
        var pool = Pools.Of(PickerKind.RoundRobin, 1) with { SourceAddresses = [IPAddress.Loopback, IPAddress.Loopback] };
        Assert.Contains("the node has 28232 ports", PortRules.Problem(pool, 50_000, Default));
    }

    [Fact]
    public void A_backend_that_stands_by_takes_none_of_the_others_connections()
    {
        var backends = Pools.Of(PickerKind.RoundRobin, 1, 1).Backends;
        BackendPool pool = new("p", [backends[0], backends[1] with { Priority = 1 }], PickerKind.RoundRobin);

        Assert.Contains("to b0, and limits.max-connections = 50000 allows it 50000 connections", PortRules.Problem(pool, 50_000, Default));
        Assert.Null(PortRules.Problem(pool, 28_232, Default));
    }

    [Fact]
    public void Of_endpoints_that_are_found_only_a_limit_of_their_own_says_anything()
    {
        var found = Backend.At(new BackendAddress("a", 80)) with { Addresses = EndpointSource.All };
        BackendPool pool = new("p", [found], PickerKind.RoundRobin);

        Assert.Null(PortRules.Problem(pool, 50_000, Default));
        Assert.NotNull(PortRules.Problem(pool with { MaxConnectionsPerBackend = 30_000 }, 50_000, Default));
    }

    [Fact]
    public void What_is_wrong_is_said_with_what_would_help()
    {
        var pool = Pools.Of(PickerKind.RoundRobin, 1);
        Assert.Equal("pool pool: the node has 28222 ports to connect from to b0, and limits.max-connections = 50000 allows it 50000 "
            + "connections; widen net.ipv4.ip_local_port_range, give the pool more source-addresses, or lower the limit",
            PortRules.Problem(pool, 50_000, Default with { Reserved = 10 }));
        Assert.Contains("and max-connections-per-backend allows it 30000 connections",
            PortRules.Problem(pool with { MaxConnectionsPerBackend = 30_000 }, 50_000, Default));
        Assert.Contains("neither limits.max-connections nor max-connections-per-backend", PortRules.Problem(pool, 0, Default));
    }

    [Fact]
    public void Of_pools_that_are_one_it_is_said_once()
    {
        var pool = Pools.Of(PickerKind.RoundRobin, 1);
        Assert.Single(PortRules.Problems([pool, pool, Pools.Of(PickerKind.RoundRobin, 1), new BackendPool()], 50_000, Default));
    }
}
