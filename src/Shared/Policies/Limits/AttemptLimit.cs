using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Policies.Limits;

/// <summary>How many backends are tried for a request.</summary>
public sealed record AttemptLimit : IPolicy
{
    public AttemptLimit()
    {
    }

    public AttemptLimit(int attempts) => Attempts = attempts;

    [Setting("Instead of handshake.attempts."), Between(1, 10)]
    public int Attempts { get; init; } = 3;
}
