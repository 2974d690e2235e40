namespace ActorProxy.Transport.Uring;

/// <summary>A socket that a <see cref="RelayRing"/> receives from and sends to. All calls come on the loop.</summary>
internal abstract unsafe class RingMember
{
    public abstract int Fd { get; }

    /// <summary>Bytes from this socket, in one of the ring's buffers.</summary>
    /// <returns>Whether the buffer is in use until the end of the turn.</returns>
    public abstract bool OnReceived(byte* bytes, int length, ushort buffer);

    /// <summary>Whether to receive again, after a completion that was the last of its request.</summary>
    public abstract bool ReceivesOn(int result);

    /// <summary>The ring is done with this socket.</summary>
    /// <param name="result">Of the last completion: 0 is the end of the stream.</param>
    public abstract void OnLeft(int result);

    /// <summary>What came of the bytes that <see cref="RelayRing.Send"/> was given.</summary>
    /// <param name="result">How many of them were sent, or a negative error number; null for all.</param>
    public abstract void OnSent(ReadOnlySpan<byte> bytes, int? result);
}
