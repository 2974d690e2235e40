using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tests.Harness;

/// <summary>Keeps all access events in order, and lets a test wait for one.</summary>
internal sealed class RecordingAccessLog : IAccessLog
{
    private readonly Lock _gate = new();
    private readonly List<object> _events = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<object> All
    {
        get
        {
            lock (_gate)
                return [.. _events];
        }
    }

    /// <summary>The first event of this type, as soon as there is one.</summary>
    public async Task<T> FirstAsync<T>() => (await AtLeastAsync<T>(1))[0];

    /// <summary>All events of this type, as soon as there are this many.</summary>
    public async Task<T[]> AtLeastAsync<T>(int count)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                T[] found = [.. _events.OfType<T>()];
                if (found.Length >= count)
                    return found;
                changed = _changed.Task;
            }
            await changed.WaitAsync(Peer.Timeout);
        }
    }

    public void Opened(ConnectionInfo connection) => Add(new OpenedEvent(connection));

    public void Closed(ConnectionInfo connection, TunnelEnd end, Traffic traffic, TimeSpan duration) =>
        Add(new ClosedEvent(connection, end, traffic, duration));

    public void Refused(RefusedRequest request) => Add(request);

    public bool TellsServed(TerminationReason reason, int? status) => true;

    public void Served(ServedRequest request) => Add(request);

    public void AttemptFailed(FailedAttempt attempt) => Add(attempt);

    private void Add(object @event)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            _events.Add(@event);
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        changed.SetResult();
    }
}
