namespace ActorProxy.Shared.Options;

/// <summary>Settings of the node's transport.</summary>
public sealed record TransportSettings
{
    public TransportKind Kind { get; init; } = TransportKind.Auto;

    /// <summary>Event loops, one thread each; 1 to 1024, or 0 for one per processor.</summary>
    public int Loops { get; init; }

    /// <summary>Bytes that one read takes at most, and that a tunnel keeps per direction while a peer does not read; 4 KiB to 1 MiB.</summary>
    public int RelayBuffer { get; init; } = 64 * 1024;
}
