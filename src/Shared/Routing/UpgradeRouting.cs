using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Shared.Routing;

/// <summary>What becomes of a request head: where it goes, or why it goes nowhere.</summary>
public static class UpgradeRouting
{
    /// <summary>Applies the rules of the handshake, then those of paths, then the table.</summary>
    public static UpgradeRoutingResult Decide(RequestHead head, RouteTable table)
    {
        switch (UpgradeRequestRules.Check(head))
        {
            case UpgradeRefusal refusal:
                return new UpgradeRoutingResult.Refused(refusal.Reason, refusal.Detail);
            case UpgradeRequest request when !RequestPath.TryNormalize(request.Target, out var path, out var error):
                return new UpgradeRoutingResult.Refused(TerminationReason.BadRequest, error);
            case UpgradeRequest request:
                return table.Match(request.Host, path.Path) is { } route
                    ? new UpgradeRoutingResult.Routed(request, path.Path, route)
                    : new UpgradeRoutingResult.Refused(TerminationReason.NoRoute, "No route has this host and path.");
            case var other:
                throw new InvalidOperationException($"{other.GetType().Name} is no decision on an upgrade.");
        }
    }
}
