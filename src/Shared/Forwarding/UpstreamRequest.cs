using ActorProxy.Shared.Http;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Shared.Forwarding;

/// <summary>Makes the request for the backend of the client's.</summary>
public static class UpstreamRequest
{
    /// <summary>
    /// The head for the backend. Hop-by-hop fields are stripped first and ours added; key, version, subprotocols, Origin, cookies
    /// and credentials pass as they are, extensions too unless declined. The route's header rules come last.
    /// </summary>
    /// <param name="matchedPrefix">The path prefix by which the route matched; has a meaning only where the path is rewritten.</param>
    /// <exception cref="ArgumentException">The request's path does not begin with <paramref name="matchedPrefix"/>.</exception>
    public static RequestHead Build(UpgradeRequest request, ClientInfo client, UpstreamPolicy policy, string matchedPrefix)
    {
        var clientHost = request.Fields.First("Host") ?? request.Host;
        var passed = HopByHop.Strip(request.Fields).Where(f => !IsOurs(f.Name, policy) && !IsEmptyOffer(f));
        var forwarded = ForwardingFields.Apply([.. passed], client, clientHost, policy.Forwarding);
        return new RequestHead("GET", policy.Path.Apply(request.Target, matchedPrefix),
        [
            new("Host", policy.Host.Apply(clientHost)),
            new("Connection", "Upgrade"),
            new("Upgrade", "websocket"),
            .. policy.Headers.Apply(forwarded),
        ]);
    }

    // Content-Length can only be a 0 that means nothing here.
    // RFC 6455 sections 4.1 and 9.1: what is offered is a list of one or more, and some backends hold to it.
    private static bool IsEmptyOffer(HeaderField field) =>
        (field.Name.Equals("Sec-WebSocket-Protocol", StringComparison.OrdinalIgnoreCase)
            || field.Name.Equals("Sec-WebSocket-Extensions", StringComparison.OrdinalIgnoreCase))
        && Grammar.IsEmptyList(field.Value);

    private static bool IsOurs(string name, UpstreamPolicy policy) =>
        name.Equals("Host", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)
        || (policy.DeclineExtensions && name.Equals("Sec-WebSocket-Extensions", StringComparison.OrdinalIgnoreCase));
}
