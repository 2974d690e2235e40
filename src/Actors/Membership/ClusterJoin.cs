using System.Net;
using ActorProxy.Shared.Options;
using Akka.Actor;
using Akka.Cluster;

namespace ActorProxy.Actors.Membership;

/// <summary>How a node enters its cluster.</summary>
internal static class ClusterJoin
{
    /// <summary>By its seed nodes, or alone. Where nodes are discovered, who discovers them joins.</summary>
    public static void Start(ActorSystem system, ClusterOptions options)
    {
        var cluster = Cluster.Get(system);
        if (!options.Enabled)
            cluster.Join(cluster.SelfAddress);
        else if (options.Discovery == DiscoveryMethod.None)
            cluster.JoinSeedNodes(options.SeedNodes.Select(seed => AddressOf(seed, cluster.SelfAddress)));
    }

    private static Address AddressOf(DnsEndPoint seed, Address self) => new(self.Protocol, self.System, AkkaHost.Of(seed.Host), seed.Port);
}
