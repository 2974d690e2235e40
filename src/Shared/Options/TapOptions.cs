namespace ActorProxy.Shared.Options;

/// <summary>What taps on live tunnels may show.</summary>
public sealed record TapOptions
{
    /// <summary>Whether they may show payloads: whoever may ask the node for a tap can then read what the peers say to each other.</summary>
    public bool Payload { get; init; }

    /// <summary>Bytes of a payload that a tap shows at most, 0 to 64 KiB.</summary>
    public int MaxPayload { get; init; } = 1024;
}
