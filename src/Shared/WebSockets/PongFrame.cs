namespace ActorProxy.Shared.WebSockets;

/// <param name="Payload">At most 125 bytes, those of the Ping it answers, or any if it answers none (RFC 6455 section 5.5.3).</param>
public sealed record PongFrame(ReadOnlyMemory<byte> Payload) : DecodedFrame;
