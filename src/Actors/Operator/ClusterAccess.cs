using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Registry;
using Akka.Actor;

namespace ActorProxy.Actors.Operator;

/// <summary>
/// By which commands reach connections, the registry and other nodes: actors of one system. A node that joins its cluster anew gets
/// another one of these, and has none of the cluster's until then.
/// </summary>
/// <param name="Directory">The <see cref="ConnectionDirectory"/>.</param>
/// <param name="Switches">The <see cref="BackendSwitchActor"/>.</param>
/// <param name="Registry">Null where there is none, or it cannot be reached by this system.</param>
internal sealed record ClusterAccess(ActorSystem System, IActorRef Directory, IActorRef Switches, NodeRegistry? Registry = null);
