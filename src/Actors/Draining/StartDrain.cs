namespace ActorProxy.Actors.Draining;

/// <summary>
/// Orders a node to take no new connections and to close its tunnels over a time. The answer is a <see cref="DrainStatus"/>.
/// </summary>
/// <param name="Over">Zero or more. A drain that runs begins anew with this time.</param>
/// <param name="Alone">Whether it waits for other nodes that drain, and they for it.</param>
public sealed record StartDrain(TimeSpan Over, DrainCause Cause = DrainCause.Operator, bool Alone = false);
