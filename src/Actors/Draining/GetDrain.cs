namespace ActorProxy.Actors.Draining;

/// <summary>Asks whether the node drains; the answer is a <see cref="DrainStatus"/>.</summary>
public sealed class GetDrain
{
    public static readonly GetDrain Instance = new();
}
