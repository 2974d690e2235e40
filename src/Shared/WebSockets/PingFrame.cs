namespace ActorProxy.Shared.WebSockets;

/// <param name="Payload">At most 125 bytes, to be sent back in a Pong (RFC 6455 section 5.5.2).</param>
public sealed record PingFrame(ReadOnlyMemory<byte> Payload) : DecodedFrame;
