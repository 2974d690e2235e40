using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.WebSockets.Handshake;

/// <summary>
/// What a backend's final answer is: an <see cref="UpgradeAccepted"/>, an <see cref="UpgradeDeclined"/> or an
/// <see cref="UpgradeBroken"/>, nothing else.
/// </summary>
public abstract record UpgradeAnswer
{
    private protected UpgradeAnswer()
    {
    }
}

/// <summary>A 101 that keeps the rules (RFC 6455 section 4.2.2). What follows its head are WebSocket frames.</summary>
/// <param name="Head">
/// The backend's head as it came, of HTTP/2 the 101 that it stands for; <see cref="UpgradeResponse.Switching"/> makes the client's of it.
/// </param>
/// <param name="Subprotocol">The subprotocol that the backend chose, or null.</param>
/// <param name="Extensions">What Sec-WebSocket-Extensions agrees on, as one list, or null.</param>
public sealed record UpgradeAccepted(ResponseHead Head, string? Subprotocol, string? Extensions) : UpgradeAnswer
{
    /// <summary>
    /// What the client gets of the backend's fields, besides those of its own connection: none that is hop-by-hop, and no
    /// Content-Length, which a 101 should not have and which means nothing in it (RFC 9112 section 6.3).
    /// </summary>
    internal HeaderFields Passed =>
        HopByHop.Strip(Head.Fields, static f => !f.Name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase));
}

/// <summary>An ordinary final response, to be relayed as the one to any other request is.</summary>
/// <param name="Head">The backend's head as it came.</param>
/// <param name="Framing">How much of what follows the head belongs to it.</param>
public sealed record UpgradeDeclined(ResponseHead Head, BodyFraming Framing) : UpgradeAnswer;

/// <summary>
/// An answer that must not be relayed: the connection ends with
/// <see cref="Termination.TerminationReason.BackendBadHandshake"/>.
/// </summary>
/// <param name="Detail">What is wrong with it, in one sentence for the operator.</param>
public sealed record UpgradeBroken(string Detail) : UpgradeAnswer;
