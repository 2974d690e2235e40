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
    /// <summary>Sends all of it. The bytes may be used again when this returns, whether or not it has completed.</summary>
    /// <exception cref="TransportException">The connection broke, or took too long, or the node holds as much as it may.</exception>
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
        if (sent == bytes.Length)
            return ValueTask.CompletedTask;
        var rest = bytes[sent..];
        if (!channel.Loop.Buffers.TryTake(rest.Length))
        {
            // What lies in the kernel for a peer that does not read, the kernel would keep for a long time.
            channel.Abort();
            return ValueTask.FromException(new TransportException(TransportError.BufferLimit,
                "the peer does not read, and the node holds as much as it may"));
        }
        var held = ArrayPool<byte>.Shared.Rent(rest.Length);
        rest.CopyTo(held);
        return SendHeldAsync(held, rest.Length);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
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
