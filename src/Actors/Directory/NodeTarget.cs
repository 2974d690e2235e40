using Akka.Actor;

namespace ActorProxy.Actors.Directory;

/// <summary>A node that a query goes to.</summary>
/// <param name="Name">As in rows: host and port in the cluster.</param>
/// <param name="Directory">Null where the cluster has no such node.</param>
/// <param name="IsReachable">Whether it is waited for.</param>
internal sealed record NodeTarget(string Name, ICanTell? Directory, bool IsReachable = true);
