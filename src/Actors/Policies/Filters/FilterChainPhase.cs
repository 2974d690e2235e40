using ActorProxy.Actors.Pipeline;
using ActorProxy.Actors.Tunnels;
using ActorProxy.Shared.Policies.Filters;

namespace ActorProxy.Actors.Policies.Filters;

/// <summary>Has filters see the messages of a tunnel.</summary>
internal sealed class FilterChainPhase(FilterChain chain) : IUpstreamRequestPhase, ITunnelPhase
{
    /// <summary>Filters read plain messages: no extension is offered that would change what frames carry (RFC 6455 section 9).</summary>
    public void OnUpstreamRequest(ProxySession session, UpstreamHead head)
    {
        if (chain.ReadsMessages && session.IsUpgrade)
            head.Fields = [.. head.Fields.Where(
                field => !field.Name.Equals("Sec-WebSocket-Extensions", StringComparison.OrdinalIgnoreCase))];
    }

    public void OnTunnel(ProxySession session, TunnelPlan plan) => plan.Filters = chain;
}
