namespace ActorProxy.Actors.Draining;

/// <summary>Whether a node drains by an operator's order.</summary>
/// <param name="Until">When the last tunnel is told to close; null where it does not drain.</param>
public sealed record DrainStatus(bool Draining, DateTimeOffset? Until);
