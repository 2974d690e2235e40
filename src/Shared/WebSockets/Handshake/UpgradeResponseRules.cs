using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.WebSockets.Handshake;

/// <summary>What a backend's answer to an upgrade must be (RFC 6455 sections 4.1 and 4.2.2).</summary>
public static class UpgradeResponseRules
{
    /// <summary>Judges a final response; the caller reads on after one that <see cref="ResponseHead.IsInterim"/>.</summary>
    /// <param name="sent">The client's request that was passed on.</param>
    /// <param name="extensionsOffered">Whether its extensions were passed on too.</param>
    public static UpgradeAnswer Check(ResponseHead head, UpgradeRequest sent, bool extensionsOffered)
    {
        if (head.IsInterim)
            return new UpgradeBroken($"{head.Status} is no final response.");
        if (head.Status != 101)
        {
            return BodyFraming.TryRead(head, out var framing, out var framingError)
                ? new UpgradeDeclined(head, framing)
                : new UpgradeBroken(framingError!);
        }
        return (SwitchError(head) ?? NegotiationError(head.Fields, sent, extensionsOffered)) is { } error
            ? new UpgradeBroken(error)
            : new UpgradeAccepted(head, head.Fields.First("Sec-WebSocket-Protocol"), head.Fields.Joined(ExtensionList.FieldName));
    }

    /// <summary>Judges the final response to an extended CONNECT (RFC 8441 section 5), where a 200 is what a 101 is in HTTP/1.1.</summary>
    /// <inheritdoc cref="Check"/>
    public static UpgradeAnswer CheckStream(ResponseHead head, UpgradeRequest sent, bool extensionsOffered) => head.Status switch
    {
        200 => Check(ExtendedConnect.ToSwitching(head, sent), sent, extensionsOffered),
        // RFC 9110 section 9.3.6: it opens the stream, too. RFC 9113 section 8.6: there is no 101.
        < 300 => new UpgradeBroken($"{head.Status} is no answer to a WebSocket on a stream of HTTP/2."),
        // RFC 9113 section 8.2.2: what is of a connection of HTTP/1.1 has no meaning.
        _ => Check(head with { Fields = HopByHop.Strip(head.Fields) }, sent, extensionsOffered),
    };

    private static string? SwitchError(ResponseHead head)
    {
        var fields = head.Fields;
        if (head.IsHttp10)
            return "The 101 is HTTP/1.0.";
        if (!string.Equals(fields.Joined("Upgrade"), "websocket", StringComparison.OrdinalIgnoreCase))
            return "The 101 does not have exactly 'Upgrade: websocket'.";
        if (!fields.HasToken("Connection", "upgrade"))
            return "The Connection field of the 101 does not name upgrade.";
        return fields.Members("Connection").Any(o => o.StartsWith("Sec-WebSocket-", StringComparison.OrdinalIgnoreCase))
            ? "The Connection field of the 101 names a field of the handshake."
            : null;
    }

    private static string? NegotiationError(HeaderFields fields, UpgradeRequest sent, bool extensionsOffered)
    {
        if (fields.CountOf("Sec-WebSocket-Accept") != 1 || !AcceptKey.Answers(fields.First("Sec-WebSocket-Accept"), sent.Key))
            return "Sec-WebSocket-Accept is missing, repeated or does not answer the key.";
        if (fields.CountOf("Sec-WebSocket-Protocol") > 1)
            return "The 101 has more than one Sec-WebSocket-Protocol.";
        if (fields.First("Sec-WebSocket-Protocol") is { } subprotocol && !sent.Subprotocols.Contains(subprotocol, StringComparer.Ordinal))
            return "The 101 chose a subprotocol that the client did not offer.";
        if (!fields.Has(ExtensionList.FieldName))
            return null;
        if (ExtensionList.Names(fields) is not { } chosen)
            return "Sec-WebSocket-Extensions of the 101 is no list of extensions.";
        var offered = extensionsOffered ? ExtensionList.Names(sent.Fields) ?? [] : [];
        return chosen.All(name => offered.Contains(name, StringComparer.Ordinal))
            ? null
            : "The 101 has an extension that was not offered.";
    }
}
