using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Routing.Matching;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Shared.Routing;

/// <summary>What becomes of the head of a request that is no upgrade: where it goes, or why it goes nowhere.</summary>
public static class HttpRouting
{
    /// <summary>Applies the rules of requests, then those of paths, then the table.</summary>
    /// <param name="listener">By which the client came, with this request or an earlier one of its connection.</param>
    /// <param name="client">As of <see cref="RequestView"/>, as <paramref name="forwarding"/> is.</param>
    public static HttpRoutingResult Decide(RequestHead head, RouteTable table, string listener = "", ClientInfo? client = null,
        ForwardingPolicy? forwarding = null)
    {
        if (!HttpRequestRules.TryCheck(head, out var request, out var refusal))
            return new HttpRoutingResult.Refused(refusal.Reason, refusal.Detail);
        if (!RequestPath.TryNormalize(RequestTarget.Routed(request.Target), table.DotSegments, out var path, out var error))
            return new HttpRoutingResult.Refused(TerminationReason.BadRequest, error);
        return table.Match(request.Host, path.Path, listener,
            new RequestView(request.Method, path.Query, request.Fields, client, forwarding)) is { } route
            ? new HttpRoutingResult.Routed(request, path.Path, route, table.PoliciesOf(route, listener))
            : new HttpRoutingResult.Refused(TerminationReason.NoRoute, "No route has this host and path.");
    }
}
