namespace ActorProxy.Shared.WebSockets.Handshake;

/// <summary>
/// An answer that must not be relayed: the connection ends with
/// <see cref="Termination.TerminationReason.BackendBadHandshake"/>.
/// </summary>
/// <param name="Detail">What is wrong with it, in one sentence for the operator.</param>
public sealed record UpgradeBroken(string Detail) : UpgradeAnswer;
