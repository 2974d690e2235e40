using ActorProxy.Shared.Http;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Shared.Routing;

/// <summary>What <see cref="HttpRouting.Decide"/> says: one of the two below.</summary>
public abstract record HttpRoutingResult
{
    private HttpRoutingResult()
    {
    }

    /// <param name="Path">Normalised, without query.</param>
    /// <param name="Policies">What holds for the request: the route's, its listener's and the node's.</param>
    public sealed record Routed(HttpRequest Request, string Path, Route Route, PolicySet Policies) : HttpRoutingResult;

    /// <param name="Detail">One sentence that may be shown to the client.</param>
    public sealed record Refused(TerminationReason Reason, string Detail) : HttpRoutingResult;
}
