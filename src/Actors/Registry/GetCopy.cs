namespace ActorProxy.Actors.Registry;

/// <summary>Asks the node's <see cref="RouteReplicaActor"/> for what it has; the answer is a <see cref="RegistryCopy"/>.</summary>
internal sealed class GetCopy
{
    public static readonly GetCopy Instance = new();
}
