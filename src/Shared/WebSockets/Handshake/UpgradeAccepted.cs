using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.WebSockets.Handshake;

/// <summary>A 101 that keeps the rules (RFC 6455 section 4.2.2). What follows its head are WebSocket frames.</summary>
/// <param name="Head">The backend's head as it came; <see cref="UpgradeResponse.Switching"/> makes the client's of it.</param>
/// <param name="Subprotocol">The subprotocol that the backend chose, or null.</param>
/// <param name="Extensions">What Sec-WebSocket-Extensions agrees on, as one list, or null.</param>
public sealed record UpgradeAccepted(ResponseHead Head, string? Subprotocol, string? Extensions) : UpgradeAnswer
{
    /// <summary>
    /// What the client gets of the backend's fields, besides those of its own connection: none that is hop-by-hop, and no
    /// Content-Length, which a 101 should not have and which means nothing in it (RFC 9112 section 6.3).
    /// </summary>
    internal IEnumerable<HeaderField> Passed =>
        HopByHop.Strip(Head.Fields).Where(f => !f.Name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase));
}
