using System.Buffers;
using System.Runtime.CompilerServices;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Connections.Exchanges;

/// <summary>
/// What goes to one peer. What the kernel does not take at once is held, and counts in the node's budget, until it does; who writes
/// waits for that, so it is one read's worth at most. Used on the channel's loop.
/// </summary>
internal sealed class ChannelOutput(Channel channel)
{
    /// <summary>Whether a byte of what was written may have been sent, since it was last set to false.</summary>
    public bool HasTaken { get; set; }

    /// <summary>Sends all of it. The bytes may be used again when this returns, whether or not it has completed.</summary>
    /// <exception cref="TransportException">
    /// The connection broke, or took too long, or the node holds as much as it may: then it is the caller's to abort, since what
    /// lies in the kernel for a peer that does not read, the kernel would keep for a long time.
    /// </exception>
    public ValueTask WriteAsync(ReadOnlySpan<byte> bytes)
    {
        int sent;
        try
        {
            sent = channel.TryWrite(bytes);
        }
        catch (TransportException failure)
        {
            return ValueTask.FromException(failure);
        }
        HasTaken |= sent > 0;
        if (sent == bytes.Length)
            return ValueTask.CompletedTask;
        var rest = bytes[sent..];
        if (!channel.Loop.Buffers.TryTake(rest.Length))
            return ValueTask.FromException(new TransportException(TransportError.BufferLimit,
                "the peer does not read, and the node holds as much as it may"));
        HasTaken = true;
        var held = ArrayPool<byte>.Shared.Rent(rest.Length);
        rest.CopyTo(held);
        return SendHeldAsync(held, rest.Length);
    }

    /// <summary>Sends both in one piece, which is cheaper than in two where they are small. As of the other one.</summary>
    /// <inheritdoc cref="WriteAsync(ReadOnlySpan{byte})"/>
    public ValueTask WriteAsync(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        if (first.IsEmpty || second.IsEmpty)
            return first.Length + second.Length == 0 ? default : WriteAsync(first.IsEmpty ? second : first);
        var both = ArrayPool<byte>.Shared.Rent(first.Length + second.Length);
        first.CopyTo(both);
        second.CopyTo(both.AsSpan(first.Length));
        var writing = WriteAsync(both.AsSpan(0, first.Length + second.Length));
        ArrayPool<byte>.Shared.Return(both);
        return writing;
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    private async ValueTask SendHeldAsync(byte[] held, int length)
    {
        try
        {
            await channel.WriteAsync(held.AsMemory(0, length));
        }
        finally
        {
            channel.Loop.Buffers.Give(length);
            ArrayPool<byte>.Shared.Return(held);
        }
    }
}
