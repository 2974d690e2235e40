using ActorProxy.Shared.Termination;

namespace ActorProxy.Shared.WebSockets;

/// <summary>How a peer broke the rules of a route that reads messages.</summary>
/// <param name="Reason">
/// <see cref="TerminationReason.ProtocolError"/>, <see cref="TerminationReason.InvalidPayload"/> or
/// <see cref="TerminationReason.MessageTooBig"/>.
/// </param>
/// <param name="Detail">What was wrong, for the log and the Close frame's reason; without payload of the peer, in ASCII.</param>
public sealed record FrameViolation(TerminationReason Reason, string Detail);
