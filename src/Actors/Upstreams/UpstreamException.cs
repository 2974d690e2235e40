using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Upstreams;

/// <summary>A backend could not be brought to a validated 101. What follows is the supervisor's to say.</summary>
/// <param name="reason">One of the vocabulary's backend reasons, or one of ours: no descriptor, memory or port was left.</param>
/// <param name="detail">For the log; not for the client.</param>
public sealed class UpstreamException(TerminationReason reason, string detail) : Exception(detail)
{
    public TerminationReason Reason { get; } = reason;
}
