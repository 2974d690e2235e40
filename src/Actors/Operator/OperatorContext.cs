using ActorProxy.Actors.Connections;
using ActorProxy.Actors.Draining;
using ActorProxy.Actors.Health;
using ActorProxy.Actors.Registry;
using Akka.Actor;

namespace ActorProxy.Actors.Operator;

/// <summary>What the commands of operators work on.</summary>
/// <param name="Node">The node's name, as in rows of connections.</param>
/// <param name="Known">What is known of the registry; null where there is none.</param>
/// <param name="Drain">The node's <see cref="NodeDrainActor"/>.</param>
/// <param name="Reach">What there is of the cluster at this moment; asked by each command.</param>
internal sealed record OperatorContext(string Node, ProxyContext Proxy, NodeHealth Health, KnownRegistry? Known, IActorRef Drain,
    Func<ClusterAccess> Reach)
{
    /// <summary>Who needs several of its values takes it once.</summary>
    public ClusterAccess Access => Reach();
}
