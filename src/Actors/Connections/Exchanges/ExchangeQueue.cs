using ActorProxy.Actors.Pipeline.Attempts;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Connections.Exchanges;

/// <summary>An exchange's wait for a backend, in the queue of its pool. Used on the loop.</summary>
internal sealed class ExchangeQueue
{
    private readonly TaskCompletionSource<AttemptStep> _left = new();
    private readonly EventLoop _loop;
    private readonly QueuedRequest _queued;

    public ExchangeQueue(Exchange exchange, EventLoop loop)
    {
        _loop = loop;
        _queued = new QueuedRequest(exchange.Proxy, exchange.Session, loop, (_, step) => _left.TrySetResult(step));
    }

    /// <summary>Waits until something follows. That is <see cref="AttemptStep.Relay"/> where the exchange has ended.</summary>
    public Task<AttemptStep> WaitAsync()
    {
        _queued.Start();
        return _left.Task;
    }

    /// <summary>The exchange has ended: it leaves at once, and who waits goes on when the caller is done.</summary>
    public void Cancel()
    {
        _queued.Leave();
        _loop.Post(() => _left.TrySetResult(AttemptStep.Relay));
    }
}
