using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;
using Akka.Actor;
using Akka.Cluster.Sharding;

namespace ActorProxy.Actors.Registry;

/// <summary>Spreads the registry's entities over the cluster, one a virtual host.</summary>
internal static class RegistrySharding
{
    /// <summary>Part of the paths of sharding's actors.</summary>
    public const string TypeName = "RouteRegistry";

    /// <summary>Ten times the nodes of a large cluster. It can never be changed while a cluster runs.</summary>
    private const int Shards = 100;

    public static Task<IActorRef> StartAsync(ActorSystem system, TimeProvider time, IRegistryDatabase database, HostFaults faults)
    {
        var outage = new DatabaseOutage();
        return ClusterSharding.Get(system).StartAsync(
            TypeName,
            entity => Props.Create(() => new RouteRegistry(HostOf(entity), time, database, faults, outage)),
            ClusterShardingSettings.Create(system),
            HashCodeMessageExtractor.Create(Shards, message => (message as IHostMessage)?.Host.ToString(), message => message));
    }

    private static HostPattern HostOf(string entity) =>
        HostPattern.TryParse(entity, out var host, out var error) ? host : throw new ArgumentException(error, nameof(entity));
}
