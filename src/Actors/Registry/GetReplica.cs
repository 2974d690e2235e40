namespace ActorProxy.Actors.Registry;

/// <summary>Asks the node's <see cref="RouteReplicaActor"/> for what it has; the answer is a <see cref="RegistryReplica"/>.</summary>
internal sealed class GetReplica
{
    public static readonly GetReplica Instance = new();
}
