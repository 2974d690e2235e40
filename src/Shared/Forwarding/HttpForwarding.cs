using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Forwarding;

/// <summary>Makes the backend's request of the client's, and the client's response of the backend's.</summary>
public static class HttpForwarding
{
    private const string Pseudonym = "1.1 actorproxy";

    /// <summary>
    /// The head for the backend: hop-by-hop fields are stripped, the path is rewritten, the forwarding fields and the
    /// route's header rules are applied. Host comes first. Of the body's framing only Content-Length is left.
    /// </summary>
    /// <param name="matchedPrefix">The path prefix by which the route matched; has a meaning only where the path is rewritten.</param>
    /// <exception cref="ArgumentException">The request's path does not begin with <paramref name="matchedPrefix"/>.</exception>
    public static RequestHead Request(HttpRequest request, ClientInfo client, UpstreamPolicy policy, string matchedPrefix, bool via)
    {
        var clientHost = request.Fields.First("Host") ?? request.Host;
        var passed = HopByHop.Strip(request.Fields).Where(f => !Is(f, "Host"));
        var forwarded = ForwardingFields.Apply([.. passed], client, clientHost, policy.Forwarding);
        IEnumerable<HeaderField> fields = [new("Host", policy.Host.Apply(clientHost)), .. policy.Headers.Apply(forwarded)];
        // The one member of TE that is about the whole way: trailers are relayed (RFC 9110 section 6.5.1).
        if (request.Fields.HasToken("TE", "trailers"))
            fields = fields.Append(new("TE", "trailers"));
        return new RequestHead(request.Method, policy.Path.Apply(request.Target, matchedPrefix), [.. WithVia(fields, via)]);
    }

    /// <summary>
    /// The fields for the client: without hop-by-hop ones, and without a Content-Length that is not of this body (RFC 9110
    /// section 8.6, RFC 9112 section 6.3).
    /// </summary>
    public static HeaderFields Response(int status, HeaderFields fields, bool via)
    {
        var unframed = status == 204 || fields.Has("Transfer-Encoding");
        return [.. WithVia(HopByHop.Strip(fields).Where(f => !unframed || !Is(f, "Content-Length")), via)];
    }

    /// <summary>The trailers for the client: those that are valid, without hop-by-hop ones.</summary>
    public static HeaderFields Trailers(HeaderFields fields) =>
        [.. HopByHop.Strip(fields).Where(f => Grammar.IsToken(f.Name) && Grammar.IsFieldValue(f.Value))];

    private static IEnumerable<HeaderField> WithVia(IEnumerable<HeaderField> fields, bool via) =>
        via ? fields.Append(new("Via", Pseudonym)) : fields;

    private static bool Is(HeaderField field, string name) => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
