using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.WebSockets.Handshake;

/// <summary>A 101 that keeps the rules (RFC 6455 section 4.2.2). What follows its head are WebSocket frames.</summary>
/// <param name="Head">The backend's head as it came; <see cref="UpgradeResponse.Switching"/> makes the client's of it.</param>
/// <param name="Subprotocol">The subprotocol that the backend chose, or null.</param>
/// <param name="Extensions">What Sec-WebSocket-Extensions agrees on, as one list, or null.</param>
public sealed record UpgradeAccepted(ResponseHead Head, string? Subprotocol, string? Extensions) : UpgradeAnswer;
