namespace ActorProxy.Actors.Draining;

/// <summary>
/// Orders a node to take connections again; tunnels that were not told yet stay. The answer is a <see cref="DrainStatus"/>. Nothing comes
/// of it while somebody else wants the drain.
/// </summary>
public sealed record CancelDrain(DrainCause Cause)
{
    public static readonly CancelDrain Instance = new(DrainCause.Operator);
}
