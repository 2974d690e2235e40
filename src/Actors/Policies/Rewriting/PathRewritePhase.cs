using ActorProxy.Actors.Pipeline;
using ActorProxy.Shared.Policies.Rewriting;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Actors.Policies.Rewriting;

/// <summary>Puts something else in the place of the path's prefix by which the route was found.</summary>
internal sealed class PathRewritePhase(PathRewrite rewrite) : IUpstreamRequestPhase
{
    // A path with dot segments need not begin with the prefix that what it resolves to begins with: /a/../chat is in /chat.
    public void OnUpstreamRequest(ProxySession session, UpstreamHead head) =>
        head.Target = rewrite.Apply(RequestPath.Resolved(head.Target), session.Route!.Path.Value);
}
