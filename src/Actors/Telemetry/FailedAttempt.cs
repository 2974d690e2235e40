using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Telemetry;

/// <summary>An attempt on a backend that came to nothing.</summary>
/// <param name="Attempt">From 1.</param>
/// <param name="Detail">What was wrong, for the operator.</param>
public sealed record FailedAttempt(
    string Id, string RequestId, string Route, string Backend, int Attempt, TerminationReason Reason, string Detail)
{
    /// <summary>Whose doing it is: the backend's, or ours where something was used up.</summary>
    public TerminationSource Source => Reason.Source(Reason.Status());
}
