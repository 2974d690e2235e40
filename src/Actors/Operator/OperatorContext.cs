using ActorProxy.Actors.Connections;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Health;
using ActorProxy.Actors.Registry;
using Akka.Actor;

namespace ActorProxy.Actors.Operator;

/// <summary>What the commands of operators work on.</summary>
/// <param name="Directory">The node's <see cref="ConnectionDirectory"/>.</param>
/// <param name="Registry">Null where there is none.</param>
internal sealed record OperatorContext(ActorSystem System, ProxyContext Proxy, NodeHealth Health, IActorRef Directory,
    NodeRegistry? Registry)
{
    /// <summary>The node's name, as in rows of connections.</summary>
    public string Node { get; } = NodeTargets.NameOf(System);
}
