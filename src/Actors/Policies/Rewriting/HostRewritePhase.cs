using ActorProxy.Actors.Pipeline;
using ActorProxy.Shared.Policies.Rewriting;

namespace ActorProxy.Actors.Policies.Rewriting;

/// <summary>Shows the backend another Host.</summary>
internal sealed class HostRewritePhase(HostRewrite rewrite) : IUpstreamRequestPhase
{
    public void OnUpstreamRequest(ProxySession session, UpstreamHead head) => head.Host = rewrite.Apply(head.Host);
}
