namespace ActorProxy.Actors.Draining;

/// <summary>
/// Orders a node to take connections again; tunnels that were not told yet stay. The answer is a <see cref="DrainStatus"/>.
/// </summary>
public sealed class CancelDrain
{
    public static readonly CancelDrain Instance = new();
}
