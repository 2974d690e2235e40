using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Forwarding;

/// <summary>Makes the backend's request of the client's, and the client's response of the backend's.</summary>
public static class HttpForwarding
{
    private const string Pseudonym = "1.1 actorproxy";

    /// <summary>
    /// What passes of the client's fields: hop-by-hop ones are stripped, of the body's framing only Content-Length is left, and Host is
    /// that of <see cref="Request"/>.
    /// </summary>
    public static HeaderFields Passed(HttpRequest request) => HopByHop.Strip(request.Fields, static field => !Is(field, "Host"));

    /// <summary>The head for the backend. Host comes first.</summary>
    /// <param name="received">The client's request.</param>
    /// <param name="target">In origin-form.</param>
    /// <param name="host">The value of Host.</param>
    /// <param name="fields">All others but those of the connection.</param>
    public static RequestHead Request(HttpRequest received, string target, string host, HeaderFields fields, bool via)
    {
        IEnumerable<HeaderField> sent = [new("Host", host), .. fields];
        // The one member of TE that is about the whole way: trailers are relayed (RFC 9110 section 6.5.1).
        if (received.Fields.HasToken("TE", "trailers"))
            sent = sent.Append(new("TE", "trailers"));
        return new RequestHead(received.Method, target, [.. WithVia(sent, via)]);
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
