using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Policies.Timeouts;

/// <summary>How long a tunnel or a request may be without a byte in either direction.</summary>
public sealed record IdleTimeout : IPolicy
{
    public IdleTimeout()
    {
    }

    public IdleTimeout(TimeSpan after) => After = after;

    [Setting("Instead of tunnel.idle-timeout and http.activity-timeout.", Key = "idle-timeout"), Between("1s", "7d")]
    public TimeSpan After { get; init; } = TimeSpan.FromSeconds(300);
}
