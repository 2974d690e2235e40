using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Pipeline;
using ActorProxy.Shared.Policies.Limits;

namespace ActorProxy.Actors.Policies.Limits;

/// <summary>Says how many backends are tried.</summary>
internal sealed class AttemptLimitPhase(AttemptLimit limit) : ISelectPhase
{
    public void OnSelect(ProxySession session, BackendSelection selection) => selection.MaxAttempts = limit.Attempts;
}
