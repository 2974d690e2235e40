using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Pipeline;
using ActorProxy.Shared.Policies.Timeouts;

namespace ActorProxy.Actors.Policies.Timeouts;

/// <summary>Says how long a backend's answer to an upgrade is waited for.</summary>
internal sealed class ResponseTimeoutPhase(ResponseTimeout timeout) : ISelectPhase
{
    public void OnSelect(ProxySession session, BackendSelection selection) => selection.ResponseTimeout = timeout.After;
}
