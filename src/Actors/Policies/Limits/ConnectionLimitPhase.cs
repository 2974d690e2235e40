using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Pipeline;
using ActorProxy.Shared.Policies.Limits;

namespace ActorProxy.Actors.Policies.Limits;

/// <summary>Lets a route have no more connections than it may.</summary>
internal sealed class ConnectionLimitPhase(ConnectionLimit limit) : ISelectPhase
{
    public void OnSelect(ProxySession session, BackendSelection selection) => selection.RouteLimit = limit.MaxConnections;
}
