using ActorProxy.Actors.Pipeline;
using ActorProxy.Actors.Tunnels;
using ActorProxy.Shared.Policies.Timeouts;

namespace ActorProxy.Actors.Policies.Timeouts;

/// <summary>Ends tunnels that are silent for long.</summary>
internal sealed class IdleTimeoutPhase(IdleTimeout timeout) : ITunnelPhase
{
    public void OnTunnel(ProxySession session, TunnelPlan plan) => plan.Timeouts = plan.Timeouts with { Idle = timeout.After };
}
