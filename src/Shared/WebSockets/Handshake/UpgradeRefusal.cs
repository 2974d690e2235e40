using ActorProxy.Shared.Termination;

namespace ActorProxy.Shared.WebSockets.Handshake;

/// <summary>A request that is not upgraded.</summary>
/// <param name="Reason"><see cref="TerminationReason.BadRequest"/> or <see cref="TerminationReason.UpgradeRequired"/>.</param>
/// <param name="Detail">What is wrong with it, in one sentence that may be shown to the client.</param>
public sealed record UpgradeRefusal(TerminationReason Reason, string Detail) : UpgradeDecision;
