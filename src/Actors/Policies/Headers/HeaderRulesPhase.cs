using ActorProxy.Actors.Pipeline;
using ActorProxy.Shared.Policies.Headers;

namespace ActorProxy.Actors.Policies.Headers;

/// <summary>Changes the fields of the request to the backend.</summary>
internal sealed class HeaderRulesPhase(HeaderRules rules) : IUpstreamRequestPhase
{
    public void OnUpstreamRequest(ProxySession session, UpstreamHead head) => head.Fields = rules.Apply(head.Fields);
}
