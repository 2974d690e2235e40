namespace ActorProxy.Shared.Taps;

/// <summary>A message or control frame as the loop took it down; <see cref="TapReader"/> makes an item of it elsewhere.</summary>
/// <param name="Size">Bytes of the payload on the wire, a Close frame's code among them.</param>
/// <param name="Captured">The first bytes of the payload, unmasked but not inflated; of a Close frame those of the reason.</param>
public sealed record TapFrame(TapDirection Direction, TapKind Kind, long Size, ReadOnlyMemory<byte> Captured)
{
    /// <summary>Whether it is compressed by permessage-deflate.</summary>
    public bool Compressed { get; init; }

    /// <summary>Whether there is more of the payload than was captured.</summary>
    public bool Truncated { get; init; }

    /// <summary>The code of a Close frame, 1005 for none; null for what is no Close frame.</summary>
    public int? CloseCode { get; init; }

    /// <summary>Why there is nothing, or not all, to show; in plain English.</summary>
    public string? Detail { get; init; }
}

/// <summary>Who sent a message.</summary>
public enum TapDirection
{
    FromClient,
    FromBackend,
}

/// <summary>What a tap shows.</summary>
public enum TapKind
{
    /// <summary>A text message, of all its fragments.</summary>
    Text,
    /// <summary>A binary message, of all its fragments.</summary>
    Binary,
    /// <summary>The end of a message whose first fragments passed before the tap began: what it was is not known.</summary>
    Continuation,
    Ping,
    Pong,
    Close,
    /// <summary>No message: the peer broke the framing of RFC 6455, and this direction is decoded no further.</summary>
    Violation,
}
