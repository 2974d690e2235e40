using ActorProxy.Shared.Backends.Health;

namespace ActorProxy.Actors.Backends.Checks;

/// <summary>A backend that a node asks how it is, for as long as a pool has it. May be used from any thread.</summary>
public sealed class CheckedBackend(CheckTarget target)
{
    private CheckStatus _status = CheckStatus.Unknown;
    private long _mayHurryAt;

    public CheckTarget Target => target;

    public CheckStatus Status => Volatile.Read(ref _status);

    /// <summary>No route has it any more: what is known of it is forgotten.</summary>
    public void Reset() => Volatile.Write(ref _status, CheckStatus.Unknown);

    /// <summary>
    /// Another node says that it is down, or up: whether it is to be asked now, and not when its time comes. That is so where its answers
    /// have said something else, once an interval. One caller at a time.
    /// </summary>
    /// <param name="now">Milliseconds of the clock of its status.</param>
    public bool TryHurry(bool isDown, long now)
    {
        if (Status.IsDown == isDown || now < _mayHurryAt)
            return false;
        _mayHurryAt = now + (long)target.Check.Interval.TotalMilliseconds;
        return true;
    }

    /// <summary>It has answered. One caller at a time.</summary>
    /// <param name="error">As of <see cref="CheckStatus.With"/>.</param>
    /// <returns>Whether it is up or down now, and was not before.</returns>
    public bool Answered(string? error, TimeSpan latency, long now)
    {
        var before = Status;
        var after = before.With(error, latency, now, target.Check);
        Volatile.Write(ref _status, after);
        return before.IsDown != after.IsDown;
    }
}
