namespace ActorProxy.Shared.Http;

/// <summary>The header of a frame (RFC 9113 section 4.1).</summary>
/// <param name="Stream">0 for the connection.</param>
public readonly record struct Http2Frame(byte Type, byte Flags, int Stream)
{
    private const byte Data = 0, Headers = 1, Reset = 3;
    private const byte EndStream = 1;

    /// <summary>Whether its sender sends no more of the stream (RFC 9113 section 5.1).</summary>
    public bool EndsStream => Type == Reset || (Type is Data or Headers && (Flags & EndStream) != 0);

    /// <summary>Whether it ends the stream for both sides.</summary>
    public bool ResetsStream => Type == Reset;
}
