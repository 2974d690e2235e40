using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Options;

/// <summary>What taps on live tunnels may show.</summary>
public sealed record TapOptions
{
    [Setting("Whether payloads may be shown: anyone who may ask the node for a tap can then read what the peers say to each other. "
        + "Off: time, "
        + "direction, kind and size of messages, and codes of Close frames.")]
    public bool Payload { get; init; }

    [Setting("Of a payload a tap shows at most."), Between("0B", "64KiB")]
    public int MaxPayload { get; init; } = 1024;
}
