using ActorProxy.Actors.Pipeline;
using ActorProxy.Shared.Policies.Rewriting;

namespace ActorProxy.Actors.Policies.Rewriting;

/// <summary>Puts something else in the place of the path's prefix by which the route was found.</summary>
internal sealed class PathRewritePhase(PathRewrite rewrite) : IUpstreamRequestPhase
{
    public void OnUpstreamRequest(ProxySession session, UpstreamHead head) =>
        head.Target = rewrite.Apply(head.Target, session.Route!.Path.Value);
}
