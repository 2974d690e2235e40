namespace ActorProxy.Actors.Taps;

/// <summary>The connection of a tap is over.</summary>
internal sealed class TapConnectionEnded
{
    public static readonly TapConnectionEnded Instance = new();
}
