namespace ActorProxy.Actors.Backends;

/// <summary>What the choices of all pools depend on besides their backends: the time, what is disabled, and each change.</summary>
public sealed class PoolClock
{
    private readonly TimeProvider _time;
    private readonly long _start;
    private long _version;
    private long _waited;

    public PoolClock(TimeProvider time)
    {
        (_time, _start) = (time, time.GetTimestamp());
        Switches.Changed += Queues.Signal;
    }

    /// <summary>Milliseconds, from 1.</summary>
    public long Now => 1 + (long)_time.GetElapsedTime(_start).TotalMilliseconds;

    /// <summary>A time to measure from: see <see cref="Since"/>.</summary>
    public long Timestamp => _time.GetTimestamp();

    /// <summary>How long it is since a <see cref="Timestamp"/>.</summary>
    public TimeSpan Since(long timestamp) => _time.GetElapsedTime(timestamp);

    /// <summary>Grows with each change of a backend.</summary>
    public long Version => Volatile.Read(ref _version) + Switches.Version;

    /// <summary>Backends that get no new connections.</summary>
    public BackendSwitches Switches { get; } = new();

    /// <summary>Of all pools, where somebody waits for a backend.</summary>
    public PoolQueues Queues { get; } = new();

    /// <summary>Grows with each request that waits.</summary>
    public long NextWaiting() => Interlocked.Increment(ref _waited);

    /// <summary>A backend has changed: pools look again, and so does who waits for one.</summary>
    public void Change()
    {
        Interlocked.Increment(ref _version);
        Queues.Signal();
    }
}
