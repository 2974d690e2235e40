using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Shared.Forwarding;

/// <summary>
/// Tells apart what a client sends on one connection of HTTP/1.1: head, body, head, and so on, until a head asks for WebSocket. The
/// first head and all later ones are read by the same <see cref="RequestHeadParser"/>.
/// </summary>
public sealed class RequestSequence(HeadLimits limits)
{
    private BodyMeter? _body; // of the request under way

    /// <summary>Whether a head comes next.</summary>
    public bool IsAtHead => !IsOver && _body is null or { IsComplete: true };

    /// <summary>Whether no further request can follow: what comes belongs to a WebSocket, or to what was refused.</summary>
    public bool IsOver { get; private set; }

    /// <summary>
    /// The next piece. After one without length, call again with the same bytes and more. Never throws.
    /// </summary>
    /// <param name="bytes">What follows the last piece; not empty.</param>
    public RequestPart Next(ReadOnlySpan<byte> bytes)
    {
        if (IsOver)
            return default;
        if (IsAtHead)
            return NextHead(bytes);
        var length = _body!.Take(bytes);
        return _body.IsBroken
            ? Refused(null, TerminationReason.BadRequest, "The chunks of the request body are broken.")
            : new RequestPart(length);
    }

    private RequestPart NextHead(ReadOnlySpan<byte> bytes)
    {
        var result = RequestHeadParser.Parse(bytes, limits);
        if (result.IsInvalid)
            return Refused(null, result.Reason, result.Detail);
        if (!result.IsComplete)
            return default;
        if (UpgradeRequestRules.IsWebSocket(result.Head))
            IsOver = true;
        else if (BodyFraming.TryRead(result.Head, out var framing, out var error))
            _body = new BodyMeter(framing);
        else
            return Refused(result.Head, TerminationReason.BadRequest, error);
        return new RequestPart(result.Consumed, result.Head);
    }

    private RequestPart Refused(RequestHead? head, TerminationReason reason, string detail)
    {
        IsOver = true;
        return new RequestPart(0, head, (reason, detail));
    }
}

/// <summary>A piece of what a client sends on a connection: a head, or a part of a body.</summary>
/// <param name="Length">Its bytes, at the start of those that were given; 0 where it takes more of them to tell.</param>
/// <param name="Head">Where it is a head. Also of one that is refused, where it could be read.</param>
/// <param name="Refusal">
/// How the request ends, and why, in one sentence that quotes no bytes of the client. Nothing behind it can be read.
/// </param>
public readonly record struct RequestPart(int Length, RequestHead? Head = null, (TerminationReason Reason, string Detail)? Refusal = null);
