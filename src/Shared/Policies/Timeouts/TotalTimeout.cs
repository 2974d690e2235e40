using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Policies.Timeouts;

/// <summary>How long an upgrade or a request may wait for an answer, whatever is tried for it in the meantime.</summary>
public sealed record TotalTimeout : IPolicy
{
    public TotalTimeout()
    {
    }

    public TotalTimeout(TimeSpan after) => After = after;

    [Setting("Instead of handshake.total-timeout.", Key = "total-timeout"), Between("10ms", "1h", Zero = "no limit")]
    public TimeSpan After { get; init; }
}
