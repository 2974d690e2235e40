namespace ActorProxy.Actors.Backends;

/// <summary>What the choices of all pools depend on besides their backends: the time, what is disabled, and each change.</summary>
public sealed class PoolClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private long _version;

    /// <summary>Milliseconds, from 1.</summary>
    public long Now => 1 + (long)time.GetElapsedTime(_start).TotalMilliseconds;

    /// <summary>A time to measure from: see <see cref="Since"/>.</summary>
    public long Timestamp => time.GetTimestamp();

    /// <summary>How long it is since a <see cref="Timestamp"/>.</summary>
    public TimeSpan Since(long timestamp) => time.GetElapsedTime(timestamp);

    /// <summary>Grows with each change of a backend.</summary>
    public long Version => Volatile.Read(ref _version) + Switches.Version;

    /// <summary>Backends that get no new connections.</summary>
    public BackendSwitches Switches { get; } = new();

    /// <summary>A backend has changed: pools look again.</summary>
    public void Change() => Interlocked.Increment(ref _version);
}
