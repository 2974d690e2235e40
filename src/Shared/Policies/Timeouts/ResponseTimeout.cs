using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Policies.Timeouts;

/// <summary>How long an upgrade may wait for its backend's answer.</summary>
public sealed record ResponseTimeout : IPolicy
{
    public ResponseTimeout()
    {
    }

    public ResponseTimeout(TimeSpan after) => After = after;

    [Setting("Instead of handshake.response-timeout.", Key = "response-timeout"), Between("10ms", "1h")]
    public TimeSpan After { get; init; } = TimeSpan.FromSeconds(10);
}
