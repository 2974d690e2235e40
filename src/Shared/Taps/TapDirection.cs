namespace ActorProxy.Shared.Taps;

/// <summary>Who sent a message.</summary>
public enum TapDirection
{
    FromClient,
    FromBackend,
}
