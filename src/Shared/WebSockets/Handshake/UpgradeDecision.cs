using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Shared.WebSockets.Handshake;

/// <summary>What a client's request is: an <see cref="UpgradeRequest"/> or an <see cref="UpgradeRefusal"/>, nothing else.</summary>
public abstract record UpgradeDecision
{
    private protected UpgradeDecision()
    {
    }
}

/// <summary>A client's opening handshake that keeps the rules (RFC 6455 section 4.2.1).</summary>
/// <param name="Key">Sec-WebSocket-Key.</param>
/// <param name="Host">The host of the Host field, in lower case and without port.</param>
/// <param name="Target">Path and query as sent, in origin-form.</param>
/// <param name="Path">The path of <paramref name="Target"/>, not normalised.</param>
/// <param name="Subprotocols">What Sec-WebSocket-Protocol offers, in order of preference.</param>
/// <param name="Extensions">What Sec-WebSocket-Extensions offers, as one list, or null.</param>
/// <param name="Fields">All fields as the client sent them.</param>
public sealed record UpgradeRequest(
    string Key,
    string Host,
    string Target,
    string Path,
    IReadOnlyList<string> Subprotocols,
    string? Extensions,
    HeaderFields Fields) : UpgradeDecision;

/// <summary>A request that is not upgraded.</summary>
/// <param name="Reason"><see cref="TerminationReason.BadRequest"/> or <see cref="TerminationReason.UpgradeRequired"/>.</param>
/// <param name="Detail">What is wrong with it, in one sentence that may be shown to the client.</param>
public sealed record UpgradeRefusal(TerminationReason Reason, string Detail) : UpgradeDecision;
