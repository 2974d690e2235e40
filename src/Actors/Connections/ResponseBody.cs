using System.Buffers;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Connections;

/// <summary>The body of a backend's ordinary response, on its way to the client. Owns the backend's channel.</summary>
/// <param name="early">What was read behind the response head.</param>
/// <param name="timeout">How long the backend may stay silent.</param>
internal sealed class ResponseBody(Channel upstream, BodyFraming framing, ReadOnlyMemory<byte> early, TimeSpan timeout)
{
    private const int BufferSize = 16 * 1024;

    private bool _late;

    /// <summary>Whether the backend's connection broke, or took too long.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Copies the body up to its end, byte by byte as it came. A body that breaks off is cut there.</summary>
    /// <param name="passed">Is told of bytes that came.</param>
    /// <returns>How it ended: <see cref="TerminationReason.BackendDeclined"/> is well.</returns>
    /// <exception cref="TransportException">The client's side broke or took too long.</exception>
    public async ValueTask<TerminationReason> CopyAsync(Func<ReadOnlyMemory<byte>, ValueTask> write, Action<int> passed)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        var deadline = upstream.Loop.CreateDeadline(() =>
        {
            _late = true;
            upstream.Abort();
        });
        var meter = new BodyMeter(framing);
        try
        {
            passed(early.Length);
            await write(early[..meter.Take(early.Span)]);
            while (!meter.IsComplete && !meter.IsBroken)
            {
                deadline.Arm(timeout);
                var read = await ReadAsync(buffer);
                deadline.Disarm();
                if (read <= 0)
                    return _late ? TerminationReason.BackendTimeout : read < 0 || framing.Kind != BodyKind.UntilClose
                        ? TerminationReason.BackendLost
                        : TerminationReason.BackendDeclined;
                passed(read);
                await write(buffer.AsMemory(0, meter.Take(buffer.AsSpan(0, read))));
            }
            return meter.IsBroken ? TerminationReason.BackendLost : TerminationReason.BackendDeclined;
        }
        finally
        {
            deadline.Disarm();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Closes the backend's channel.</summary>
    public void Close() => upstream.Close();

    /// <summary>-1 where the connection broke.</summary>
    private async ValueTask<int> ReadAsync(byte[] buffer)
    {
        try
        {
            return await upstream.ReadAsync(buffer);
        }
        catch (TransportException)
        {
            IsBroken = true;
            return -1;
        }
    }
}
