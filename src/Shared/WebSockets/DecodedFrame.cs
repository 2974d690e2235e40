using ActorProxy.Shared.Termination;

namespace ActorProxy.Shared.WebSockets;

/// <summary>
/// What <see cref="FrameDecoder"/> yields: a <see cref="WebSocketMessage"/> assembled from its fragments, or a
/// <see cref="PingFrame"/>, <see cref="PongFrame"/> or <see cref="CloseFrame"/>.
/// </summary>
/// <remarks>Equality of payloads is that of <see cref="ReadOnlyMemory{T}"/>: the same memory, not the same bytes.</remarks>
public abstract record DecodedFrame
{
    private protected DecodedFrame()
    {
    }
}

/// <summary>A whole data message, unmasked (RFC 6455 section 5.6).</summary>
/// <param name="Payload">UTF-8 where <paramref name="Kind"/> is text. Nobody writes to it after the message is made.</param>
public sealed record WebSocketMessage(MessageKind Kind, ReadOnlyMemory<byte> Payload) : DecodedFrame;

public enum MessageKind : byte
{
    Text,
    Binary,
}

/// <summary>A Close frame (RFC 6455 section 5.5.1).</summary>
/// <param name="Code">A code valid on the wire, or <see cref="CloseCode.NoStatusReceived"/> for a frame that has none.</param>
/// <param name="Reason">At most 123 bytes of UTF-8; empty where there is none.</param>
public sealed record CloseFrame(int Code, string Reason = "") : DecodedFrame;

/// <param name="Payload">At most 125 bytes, to be sent back in a Pong (RFC 6455 section 5.5.2).</param>
public sealed record PingFrame(ReadOnlyMemory<byte> Payload) : DecodedFrame;

/// <param name="Payload">At most 125 bytes, those of the Ping it answers, or any if it answers none (RFC 6455 section 5.5.3).</param>
public sealed record PongFrame(ReadOnlyMemory<byte> Payload) : DecodedFrame;

/// <summary>How a peer broke the rules of a route that reads messages.</summary>
/// <param name="Reason">
/// <see cref="TerminationReason.ProtocolError"/>, <see cref="TerminationReason.InvalidPayload"/> or
/// <see cref="TerminationReason.MessageTooBig"/>.
/// </param>
/// <param name="Detail">What was wrong, for the log and the Close frame's reason; without payload of the peer, in ASCII.</param>
public sealed record FrameViolation(TerminationReason Reason, string Detail);
