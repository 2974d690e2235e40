namespace ActorProxy.Shared.WebSockets;

/// <summary>A Close frame (RFC 6455 section 5.5.1).</summary>
/// <param name="Code">A code valid on the wire, or <see cref="CloseCode.NoStatusReceived"/> for a frame that has none.</param>
/// <param name="Reason">At most 123 bytes of UTF-8; empty where there is none.</param>
public sealed record CloseFrame(int Code, string Reason = "") : DecodedFrame;
