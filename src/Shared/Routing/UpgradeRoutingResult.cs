using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Shared.Routing;

/// <summary>What <see cref="UpgradeRouting.Decide"/> says: one of the two below.</summary>
public abstract record UpgradeRoutingResult
{
    private UpgradeRoutingResult()
    {
    }

    /// <param name="Path">Normalised, without query.</param>
    /// <param name="Policies">What holds for the request: the route's, its listener's and the node's.</param>
    public sealed record Routed(UpgradeRequest Request, string Path, Route Route, PolicySet Policies) : UpgradeRoutingResult;

    /// <param name="Detail">One sentence that may be shown to the client.</param>
    public sealed record Refused(TerminationReason Reason, string Detail) : UpgradeRoutingResult;
}
