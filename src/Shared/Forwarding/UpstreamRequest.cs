using ActorProxy.Shared.Http;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Shared.Forwarding;

/// <summary>Makes the handshake with the backend of the client's.</summary>
public static class UpstreamRequest
{
    /// <summary>
    /// What passes of the client's fields: key, version, subprotocols, extensions, Origin, cookies and credentials as they are; Host and
    /// hop-by-hop fields are those of <see cref="Head"/>.
    /// </summary>
    public static HeaderFields Passed(UpgradeRequest request) =>
        HopByHop.Strip(request.Fields, static field => !IsOurs(field.Name) && !IsEmptyOffer(field));

    /// <summary>The head for the backend.</summary>
    /// <param name="target">In origin-form.</param>
    /// <param name="host">The value of Host.</param>
    /// <param name="fields">All others but those of the connection.</param>
    /// <param name="via">As of <see cref="HttpForwarding.Request"/>.</param>
    public static RequestHead Head(string target, string host, HeaderFields fields, ProtocolVersion? via = null)
    {
        var all = HeaderFields.Concat([new("Host", host), new("Connection", "Upgrade"), new("Upgrade", "websocket")], fields.AsSpan());
        return new RequestHead("GET", target, via is { } version ? HeaderFields.Concat(all.AsSpan(), [HttpForwarding.Via(version)]) : all);
    }

    // RFC 6455 sections 4.1 and 9.1: what is offered is a list of one or more, and some backends hold to it.
    private static bool IsEmptyOffer(HeaderField field) =>
        (field.Name.Equals("Sec-WebSocket-Protocol", StringComparison.OrdinalIgnoreCase)
            || field.Name.Equals("Sec-WebSocket-Extensions", StringComparison.OrdinalIgnoreCase))
        && Grammar.IsEmptyList(field.Value);

    // Content-Length can only be a 0 that means nothing here.
    private static bool IsOurs(string name) =>
        name.Equals("Host", StringComparison.OrdinalIgnoreCase) || name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase);
}
