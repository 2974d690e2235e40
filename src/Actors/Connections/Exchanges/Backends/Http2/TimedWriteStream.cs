using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Connections.Exchanges.Backends.Http2;

/// <summary>
/// A backend's connection whose writes have a time-out: a backend that takes nothing of a request for so long is given up.
/// </summary>
internal sealed class TimedWriteStream(Stream inner, TimeProvider time, TimeSpan timeout) : WrappedStream(inner)
{
    private ITimer? _timer; // made with the first write that waits
    private volatile bool _late;

    /// <exception cref="UpstreamException">The backend took nothing for too long.</exception>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var write = Inner.WriteAsync(buffer, cancellationToken);
        return write.IsCompleted ? write : WaitAsync(write);
    }

    protected override void Dispose(bool disposing)
    {
        _timer?.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask WaitAsync(ValueTask write)
    {
        _timer ??= time.CreateTimer(static stream => ((TimedWriteStream)stream!).GiveUp(), this, Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        _timer.Change(timeout, Timeout.InfiniteTimeSpan);
        try
        {
            await write;
        }
        catch (Exception) when (_late)
        {
            throw new UpstreamException(TerminationReason.WriteTimeout, "the backend takes none of the bytes that wait for it");
        }
        finally
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Ends the write under way.</summary>
    private void GiveUp()
    {
        _late = true;
        Inner.Dispose();
    }
}
