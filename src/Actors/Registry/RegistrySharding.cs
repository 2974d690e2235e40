using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;
using Akka.Actor;
using Akka.Cluster.Sharding;

namespace ActorProxy.Actors.Registry;

/// <summary>Spreads the registry's entities over the cluster: one a virtual host, and the index.</summary>
internal static class RegistrySharding
{
    private const string TypeName = "routes";
    private const string IndexId = "#index";

    /// <summary>Ten times the nodes of a large cluster. It can never be changed while a cluster runs.</summary>
    private const int Shards = 100;

    public static Task<IActorRef> StartAsync(ActorSystem system, TimeProvider time) => ClusterSharding.Get(system).StartAsync(
        TypeName,
        entity => entity == IndexId
            ? Props.Create(() => new HostIndexActor())
            : Props.Create(() => new HostRegistryActor(HostOf(entity), time)),
        ClusterShardingSettings.Create(system),
        HashCodeMessageExtractor.Create(Shards, EntityId, message => message));

    public static IActorRef Region(ActorSystem system) => ClusterSharding.Get(system).ShardRegion(TypeName);

    private static string? EntityId(object message) => message switch
    {
        IHostMessage host => host.Host.ToString(),
        IIndexMessage => IndexId,
        _ => null,
    };

    private static HostPattern HostOf(string entity) =>
        HostPattern.TryParse(entity, out var host, out var error) ? host : throw new ArgumentException(error, nameof(entity));
}
