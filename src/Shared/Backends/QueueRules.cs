using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Backends;

/// <summary>How upgrades and requests wait where none of their pool's backends may be taken, first come first served.</summary>
public sealed record QueueRules
{
    [Setting("Upgrades and requests that may wait at a time for one of the backends to have room, or to be up; further ones are answered "
        + "503."), Between(0, 1_000_000, Zero = "none waits: all are answered 503 at once")]
    public int Length { get; init; }

    [Setting("How long one waits at most. Then it is answered 503."), Between("10ms", "1h")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether any may wait.</summary>
    public bool IsOn => Length > 0;
}
