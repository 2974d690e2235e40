using ActorProxy.Actors.Membership;
using ActorProxy.Shared.Options;
using Akka.Cluster;
using Akka.Cluster.SBR;
using Akka.TestKit.Xunit2;

namespace ActorProxy.Actors.Tests.Membership;

/// <summary>What a node's actor system makes of its configuration; and no more than that, as times are measured by bench/cluster.</summary>
public sealed class ClusterConfigTests() : TestKit(ClusterConfig.For(new ProxyOptions
{
    Cluster = new ClusterOptions { Enabled = true, Hostname = "127.0.0.1", Port = 0, DownAfter = TimeSpan.FromSeconds(7) },
}))
{
    [Fact]
    public void Nobody_downs_all_nodes_at_once()
    {
        var resolver = new SplitBrainResolverSettings(Sys.Settings.Config);

        Assert.Equal(TimeSpan.Zero, resolver.DownAllWhenUnstable);
        Assert.Equal(("keep-majority", TimeSpan.FromSeconds(7)), (resolver.DowningStrategy, resolver.DowningStableAfter));
    }

    [Fact] // or it would be down-after once more, for the coordinator and again for the shards
    public void What_a_downed_node_had_is_taken_over_at_once() =>
        Assert.Equal(TimeSpan.FromMilliseconds(300), Cluster.Get(Sys).DowningProvider.DownRemovalMargin);
}
