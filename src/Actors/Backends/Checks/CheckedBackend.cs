using ActorProxy.Shared.Backends.Health;

namespace ActorProxy.Actors.Backends.Checks;

/// <summary>A backend that a node asks how it is, for as long as a pool has it. May be used from any thread.</summary>
public sealed class CheckedBackend(CheckTarget target)
{
    private CheckStatus _status = CheckStatus.Unknown;

    public CheckTarget Target => target;

    public CheckStatus Status => Volatile.Read(ref _status);

    /// <summary>No route has it any more: what is known of it is forgotten.</summary>
    public void Reset() => Volatile.Write(ref _status, CheckStatus.Unknown);

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
