using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Accounting;

/// <summary>How a tunnel ended.</summary>
/// <param name="EndedBy">Whose Close frame, lost connection or decision came first.</param>
/// <param name="CloseCode">Code of the first Close frame, ours included (RFC 6455 section 7.1.5); null where there was none.</param>
/// <param name="Cut">Whether the client's connection ended without a Close frame, though not by its own doing.</param>
public sealed record TunnelEnd(TerminationReason Reason, TerminationSource EndedBy, int? CloseCode, bool Cut)
{
    /// <summary>What a stage of the tunnel failed with, or that its stream was torn down; null for every other end.</summary>
    public Exception? Failure { get; init; }
}
