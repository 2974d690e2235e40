namespace ActorProxy.Shared.WebSockets;

/// <summary>A whole data message, unmasked (RFC 6455 section 5.6).</summary>
/// <param name="Payload">UTF-8 where <paramref name="Kind"/> is text. Nobody writes to it after the message is made.</param>
public sealed record WebSocketMessage(MessageKind Kind, ReadOnlyMemory<byte> Payload) : DecodedFrame;
