using ActorProxy.Shared.WebSockets;

namespace ActorProxy.Actors.Tunnels.Relays;

/// <summary>One direction of a relay tunnel: what has passed, and whether more may pass. A mutable struct in its tunnel.</summary>
internal struct RelayFlow
{
    public FrameScanner Scanner;
    public long Bytes;

    /// <summary>Stop at the next frame boundary: a Close frame of ours comes there.</summary>
    public bool Stopping;

    /// <summary>Nothing more of this direction is forwarded.</summary>
    public bool Stopped;

    /// <summary>How many of the next bytes may pass.</summary>
    public readonly int Allowance(ReadOnlySpan<byte> bytes) =>
        Stopped ? 0 : Stopping ? Scanner.BytesToBoundary(bytes) : bytes.Length;
}
