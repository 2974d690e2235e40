using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Pipeline;
using ActorProxy.Shared.Policies.Timeouts;

namespace ActorProxy.Actors.Policies.Timeouts;

/// <summary>Says how long all attempts of a request may take together.</summary>
internal sealed class TotalTimeoutPhase(TotalTimeout timeout) : ISelectPhase
{
    public void OnSelect(ProxySession session, BackendSelection selection) => selection.TotalTimeout = timeout.After;
}
