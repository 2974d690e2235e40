using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Routing.Matching;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Shared.Routing;

/// <summary>What becomes of a request head: where it goes, or why it goes nowhere.</summary>
public static class UpgradeRouting
{
    /// <summary>Applies the rules of the handshake, then those of paths, then the table.</summary>
    /// <param name="listener">By which the client came, with this request or an earlier one of its connection.</param>
    /// <param name="client">As of <see cref="RequestView"/>, as <paramref name="forwarding"/> is.</param>
    public static UpgradeRoutingResult Decide(RequestHead head, RouteTable table, string listener = "", ClientInfo? client = null,
        ForwardingPolicy? forwarding = null)
    {
        var decision = UpgradeRequestRules.Check(head);
        if (decision is UpgradeRefusal refusal)
            return new UpgradeRoutingResult.Refused(refusal.Reason, refusal.Detail);
        var request = (UpgradeRequest)decision;
        if (!RequestPath.TryNormalize(request.Target, table.DotSegments, out var path, out var error))
            return new UpgradeRoutingResult.Refused(TerminationReason.BadRequest, error);
        return table.Match(request.Host, path.Path, listener,
            new RequestView("GET", path.Query, request.Fields, client, forwarding)) is { } route
            ? new UpgradeRoutingResult.Routed(request, path.Path, route, table.PoliciesOf(route, listener))
            : new UpgradeRoutingResult.Refused(TerminationReason.NoRoute, "No route has this host and path.");
    }
}
