using System.Net;
using ActorProxy.Actors.Membership;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Cluster;
using ActorProxy.Shared.Directory;
using ActorProxy.Shared.Options;
using Akka.Actor;
using Akka.Cluster;

namespace ActorProxy.Actors.Tests.Control;

/// <summary>A node that has lost its cluster, and gets it back.</summary>
public sealed class OutOfClusterTests : IAsyncLifetime
{
    private readonly ScriptedBackend _backend = new();
    private readonly ClosedPort _nobody = new();
    private TestProxy _seed = null!;
    private TestProxy _node = null!;

    public async Task InitializeAsync()
    {
        // It founds nothing by itself: one of those that it would have to ask is never there.
        _seed = await StartAsync(new ClusterOptions { SeedNodes = [new DnsEndPoint("127.0.0.1", _nobody.Port)] });
        Found();
    }

    public async Task DisposeAsync()
    {
        await _node.DisposeAsync();
        await _seed.DisposeAsync();
        _backend.Dispose();
        _nobody.Dispose();
    }

    [Fact]
    public async Task Its_tunnels_and_its_listeners_know_nothing_of_it()
    {
        await JoinAsync(MinorityPolicy.Serve);
        var tunnels = new List<(Peer Client, Peer Backend)> { await _node.OpenAsync(_backend) };

        await LoseAsync();

        Assert.True(_node.Node.Health.Current is { IsReady: true, ServesAlone: true, Without: [_] });
        tunnels.Add(await _node.OpenAsync(_backend));
        await IsMemberAgainAsync();
        Assert.True(_node.Node.Health.Current is { IsReady: true, ServesAlone: false, Without: [] });
        tunnels.Add(await _node.OpenAsync(_backend));
        // The others find what was open before.
        var rows = (await _seed.Node.Directory.Ask<ClusterRows>(new ClusterList(), Peer.Timeout)).Rows;
        Assert.Equal([_node.Node.Name, _node.Node.Name, _node.Node.Name], rows.Select(row => row.Node));
        foreach (var (client, upstream) in tunnels)
        {
            await client.SendAsync(Frame.FromClient("still here"));
            Assert.Equal("still here", (await upstream.ReadFrameAsync()).Text);
            client.Dispose();
            upstream.Dispose();
        }
        await _node.DrainedAsync();
    }

    [Theory]
    [InlineData(MinorityPolicy.Keep)]
    [InlineData(MinorityPolicy.Drain)]
    public async Task New_connections_are_refused_until_it_is_in_again(MinorityPolicy policy)
    {
        await JoinAsync(policy);
        var (client, upstream) = await _node.OpenAsync(_backend);

        await LoseAsync();

        Assert.False(_node.Node.Health.Current.IsReady);
        var refused = await _node.ConnectAsync();
        await refused.SendAsync(Handshakes.Request());
        Assert.Equal(503, (await refused.ReadHeadAsync()).Status);
        if (policy == MinorityPolicy.Keep)
            await upstream.SendAsync(Frame.FromBackend("still here"));
        Assert.Equal(policy == MinorityPolicy.Drain, (await client.ReadFrameAsync()).IsClose);
        await IsMemberAgainAsync();
        await Wait.UntilAsync(() => _node.Node.Health.Current.IsReady, "a node that is ready again");
        var (again, againUpstream) = await _node.OpenAsync(_backend);
        foreach (var peer in (Peer[])[client, upstream, again, againUpstream])
            peer.Dispose();
    }

    [Fact]
    public async Task It_ends_where_the_configuration_says_so()
    {
        await JoinAsync(MinorityPolicy.Exit);
        Assert.False(_node.Node.Downed.IsCompleted);

        await LoseAsync();

        await _node.Node.Downed.WaitAsync(Peer.Timeout);
        Assert.False(_node.Node.Health.Current.IsReady);
        Assert.False(_node.Node.Ended.IsCompleted); // who has it ends it, and its drain goes first
    }

    [Fact]
    public async Task One_that_serves_for_a_time_takes_nobody_after_it()
    {
        await JoinAsync(MinorityPolicy.Serve, servesFor: TimeSpan.FromMinutes(5));
        await LoseAsync();
        Assert.True(_node.Node.Health.Current.IsReady);

        await _node.PassAsync(TimeSpan.FromMinutes(5));

        Assert.False(_node.Node.Health.Current.IsReady);
        await IsMemberAgainAsync();
        await Wait.UntilAsync(() => _node.Node.Health.Current.IsReady, "a node that is ready again");
    }

    [Fact]
    public async Task Its_own_connections_are_listed_and_closed_meanwhile()
    {
        await JoinAsync(MinorityPolicy.Serve);
        var (client, upstream) = await _node.OpenAsync(_backend);

        await LoseAsync();

        var row = Assert.Single((await _node.Node.Directory.Ask<ClusterRows>(new ClusterList(), Peer.Timeout)).Rows);
        Assert.Equal(_node.Node.Name, row.Node);
        await _node.Node.Directory.Ask<ClusterClosed>(new ClusterClose(row.Id) { Code = 4000, Reason = "maintenance" }, Peer.Timeout);
        Assert.Equal(4000, (await client.ReadFrameAsync()).CloseCode);
        client.Dispose();
        upstream.Dispose();
    }

    /// <summary>The cluster is that of the first one.</summary>
    private void Found()
    {
        var cluster = Cluster.Get(_seed.Node.ControlSystem);
        cluster.Join(cluster.SelfAddress);
    }

    private async Task JoinAsync(MinorityPolicy policy, TimeSpan servesFor = default)
    {
        var seed = Cluster.Get(_seed.Node.ControlSystem).SelfAddress;
        _node = await StartAsync(new ClusterOptions
        {
            SeedNodes = [new DnsEndPoint(seed.Host, seed.Port!.Value)],
            Minority = policy,
            MinorityServesFor = servesFor,
        });
        await AreTwoAsync();
    }

    /// <summary>The first one is of no cluster any more, so that the node, which is downed, cannot come back.</summary>
    private async Task LoseAsync()
    {
        var (seed, node) = (_seed.Node.ControlSystem, _node.Node.ControlSystem);
        await seed.Terminate();
        await Wait.UntilAsync(() => !ReferenceEquals(_seed.Node.ControlSystem, seed), "the next system of the seed");

        Cluster.Get(node).Down(Cluster.Get(node).SelfAddress);

        await node.WhenTerminated.WaitAsync(Peer.Timeout);
        if (_node.Options.Cluster.Minority != MinorityPolicy.Exit)
            await Wait.UntilAsync(() => !ReferenceEquals(_node.Node.ControlSystem, node), "the next system of the node");
    }

    private async Task IsMemberAgainAsync()
    {
        Found();
        await AreTwoAsync();
    }

    private Task AreTwoAsync() => Wait.UntilAsync(
        () => _node.Node.Health.Current.Member && MemberCounts.Of(_seed.Node.ControlSystem).Up == 2, "a cluster of two");

    private Task<TestProxy> StartAsync(ClusterOptions cluster) => TestProxy.StartAsync(
        TestCluster.Of(TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(_backend.Url))) with { Cluster = cluster }),
        akka: TestCluster.Config);
}
