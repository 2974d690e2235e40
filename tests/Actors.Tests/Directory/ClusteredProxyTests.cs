using ActorProxy.Actors.Membership;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Directory;
using Akka.Actor;
using Akka.Cluster;

namespace ActorProxy.Actors.Tests.Directory;

/// <summary>Whole nodes in a cluster.</summary>
public sealed class ClusteredProxyTests
{
    [Fact]
    public async Task A_tunnel_of_one_node_is_listed_and_closed_at_the_other()
    {
        using var backend = new ScriptedBackend();
        var options = TestCluster.Of(TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url))));
        await using var here = await TestProxy.StartAsync(options, akka: TestCluster.Config);
        await using var there = await TestProxy.StartAsync(options, akka: TestCluster.Config);
        var address = Cluster.Get(there.Node.ControlSystem).SelfAddress;
        foreach (var proxy in (TestProxy[])[there, here])
            Cluster.Get(proxy.Node.ControlSystem).Join(address);
        await Wait.UntilAsync(() => MemberCounts.Of(here.Node.ControlSystem).Up == 2, "a cluster of two");
        var (client, upstream) = await there.OpenAsync(backend);

        var row = Assert.Single((await here.Node.Directory.Ask<ClusterRows>(new ClusterList(), Peer.Timeout)).Rows);
        var closed = await here.Node.Directory.Ask<ClusterClosed>(
            new ClusterClose(row.Id) { Code = 4000, Reason = "maintenance" }, Peer.Timeout);

        Assert.Equal(($"{address.Host}:{address.Port}", row.Node), (row.Node, closed.Node));
        foreach (var peer in (Peer[])[client, upstream])
        {
            var close = await peer.ReadFrameAsync();
            Assert.Equal((4000, "maintenance"), (close.CloseCode, close.CloseReason));
            peer.Dispose();
        }
        await there.DrainedAsync();
    }
}
