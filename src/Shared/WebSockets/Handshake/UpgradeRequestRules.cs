using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Shared.WebSockets.Handshake;

/// <summary>What an opening handshake must be (RFC 6455 section 4.2.1), and what a proxy must not let pass.</summary>
public static class UpgradeRequestRules
{
    private static readonly UpgradeRefusal NotWebSocket =
        new(TerminationReason.UpgradeRequired, "This address speaks WebSocket only: the request has no 'Upgrade: websocket'.");

    /// <summary>
    /// Whether the client asks for WebSocket at all; such a request is ours to answer, however bad it is. In HTTP/1.0 nothing is asked
    /// for by Upgrade (RFC 9110 section 7.8).
    /// </summary>
    public static bool IsWebSocket(RequestHead head) => !head.IsHttp10 && head.Fields.HasToken("Upgrade", "websocket");

    /// <summary>Checks the whole handshake. The first rule that is broken makes the refusal.</summary>
    public static UpgradeDecision Check(RequestHead head)
    {
        var fields = head.Fields;
        if (FieldRules.Error(fields) is { } fieldError)
            return Bad(fieldError);
        if (!IsWebSocket(head))
            return NotWebSocket;
        if (head.Method != "GET")
            return Bad("A WebSocket upgrade is a GET request.");
        if (ConnectionError(fields) is { } connectionError)
            return Bad(connectionError);
        if (fields.CountOf("Host") != 1)
            return Bad("The request does not have exactly one Host field.");
        if (!Authority.TryParse(fields.First("Host"), out var host))
            return Bad("The Host field is no host with an optional port.");
        if (!RequestTarget.TryReduce(head.Target, host, out var target, out var targetError))
            return Bad(targetError);
        if (fields.Has("Transfer-Encoding") || fields.Values("Content-Length").Any(v => v != "0"))
            return Bad("A WebSocket upgrade has no body: Transfer-Encoding and Content-Length are not accepted.");
        if (fields.CountOf("Sec-WebSocket-Version") != 1 || fields.First("Sec-WebSocket-Version") != "13")
            return new UpgradeRefusal(TerminationReason.UpgradeRequired,
                "The request does not have exactly one 'Sec-WebSocket-Version: 13'.");
        if (fields.CountOf("Sec-WebSocket-Key") != 1)
            return Bad("The request does not have exactly one Sec-WebSocket-Key.");
        var key = fields.First("Sec-WebSocket-Key")!;
        if (!AcceptKey.IsKey(key))
            return Bad("Sec-WebSocket-Key is not 16 bytes in base64.");

        string[] subprotocols = fields.Has("Sec-WebSocket-Protocol") ? [.. fields.Members("Sec-WebSocket-Protocol")] : [];
        if (!subprotocols.All(p => Grammar.IsToken(p)))
            return Bad("Sec-WebSocket-Protocol has a name that is no token.");
        if (subprotocols.Length > 1 && subprotocols.Distinct(StringComparer.Ordinal).Count() != subprotocols.Length)
            return Bad("Sec-WebSocket-Protocol names a subprotocol twice.");
        if (ExtensionList.Names(fields) is null)
            return Bad("Sec-WebSocket-Extensions is no list of extensions.");

        var query = target.IndexOf('?');
        var path = query < 0 ? target : target[..query];
        return new UpgradeRequest(key, host.Host, target, path, subprotocols, ExtensionList.Offer(fields), fields);
    }

    private static string? ConnectionError(HeaderFields fields) =>
        fields.HasToken("Connection", "upgrade")
            ? HopByHop.ConnectionError(fields)
            : "The request has 'Upgrade: websocket' but its Connection field does not name upgrade.";

    private static UpgradeRefusal Bad(string detail) => new(TerminationReason.BadRequest, detail);
}
