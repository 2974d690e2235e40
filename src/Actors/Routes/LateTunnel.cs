using ActorProxy.Actors.Accounting;

namespace ActorProxy.Actors.Routes;

/// <summary>
/// Tells of a tunnel that has just opened by a route that is not in the node's table any more, or by policies that do not hold for it any
/// more.
/// </summary>
public sealed record LateTunnel(ConnectionInfo Info);
