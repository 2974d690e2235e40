using System.Buffers;
using ActorProxy.Shared.Http;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Connections;

/// <summary>The body of a backend's ordinary response, on its way to the client. Owns the backend's channel.</summary>
/// <param name="early">What was read behind the response head.</param>
/// <param name="patience">How long the backend may stay silent.</param>
internal sealed class ResponseBody(Channel upstream, BodyFraming framing, ReadOnlyMemory<byte> early, TimeSpan patience)
{
    private const int BufferSize = 16 * 1024;

    /// <summary>Copies the body up to its end, byte by byte as it came, and closes the backend's channel. A body that breaks off is cut there.</summary>
    /// <exception cref="TransportException">Either side broke or took too long.</exception>
    public async ValueTask CopyAsync(Func<ReadOnlyMemory<byte>, ValueTask> write)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        var deadline = upstream.Loop.CreateDeadline(upstream.Abort);
        var meter = new BodyMeter(framing);
        try
        {
            await write(early[..meter.Take(early.Span)]);
            while (!meter.IsComplete && !meter.IsBroken)
            {
                deadline.Arm(patience);
                var read = await upstream.ReadAsync(buffer);
                deadline.Disarm();
                if (read == 0)
                    return;
                await write(buffer.AsMemory(0, meter.Take(buffer.AsSpan(0, read))));
            }
        }
        finally
        {
            deadline.Disarm();
            upstream.Close();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
