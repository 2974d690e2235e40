using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Forwarding;

/// <summary>Makes the backend's request of the client's, and the client's response of the backend's.</summary>
public static class HttpForwarding
{
    private static readonly HeaderField Via10 = new("Via", "1.0 actorproxy");
    private static readonly HeaderField Via11 = new("Via", "1.1 actorproxy");
    private static readonly HeaderField Via20 = new("Via", "2.0 actorproxy");
    private static readonly HeaderField Server = new("Server", "ActorProxy");

    /// <summary>
    /// What passes of the client's fields: hop-by-hop ones are stripped, of the body's framing only Content-Length is left, and Host is
    /// that of <see cref="Request"/>.
    /// </summary>
    /// <param name="isHttp10">Whether the client speaks HTTP/1.0, in which nothing is expected (RFC 9110 section 10.1.1).</param>
    public static HeaderFields Passed(HttpRequest request, bool isHttp10 = false) => isHttp10
        ? HopByHop.Strip(request.Fields, static field => !Is(field, "Host") && !Is(field, "Expect"))
        : HopByHop.Strip(request.Fields, static field => !Is(field, "Host"));

    /// <summary>The head for the backend. Host comes first.</summary>
    /// <param name="received">The client's request.</param>
    /// <param name="target">In origin-form.</param>
    /// <param name="host">The value of Host.</param>
    /// <param name="fields">All others but those of the connection.</param>
    /// <param name="via">By which version the request came, for the backend to know; null to say nothing of it.</param>
    public static RequestHead Request(HttpRequest received, string target, string host, HeaderFields fields, ProtocolVersion? via)
    {
        // The one member of TE that is about the whole way: trailers are relayed (RFC 9110 section 6.5.1).
        var te = received.Fields.HasToken("TE", "trailers");
        var all = new HeaderField[1 + fields.Count + (te ? 1 : 0) + (via is null ? 0 : 1)];
        all[0] = new("Host", host);
        fields.AsSpan().CopyTo(all.AsSpan(1));
        if (te)
            all[1 + fields.Count] = new("TE", "trailers");
        if (via is { } version)
            all[^1] = Via(version);
        return new RequestHead(received.Method, target, HeaderFields.Own(all));
    }

    /// <summary>
    /// The same for a backend whose connection is the proxy's: with the body's framing, and with what Connection has to say. What it says
    /// is known before the body is.
    /// </summary>
    /// <param name="framing">Of the client's body; where only its end tells where it ends, it is put into chunks.</param>
    public static RequestHead Framed(RequestHead head, HttpRequest received, BodyFraming framing)
    {
        var te = head.Fields.Has("TE");
        if (!te && framing.Kind is not (BodyKind.Chunked or BodyKind.UntilClose))
            return head;
        var added = new List<HeaderField>(3);
        if (te)
            added.Add(new("Connection", "TE")); // RFC 9110 section 10.1.4
        if (framing.Kind is BodyKind.Chunked or BodyKind.UntilClose)
        {
            added.Add(new("Transfer-Encoding", "chunked"));
            if (AnnouncedTrailers(received.Fields) is { Length: > 0 } announced)
                added.Add(new("Trailer", announced));
        }
        return head with { Fields = HeaderFields.Concat(head.Fields.AsSpan(), [.. added]) };
    }

    /// <summary>
    /// The fields for the client: without hop-by-hop ones, and without a Content-Length that is not of this body (RFC 9110
    /// section 8.6, RFC 9112 section 6.3).
    /// </summary>
    /// <param name="via">By which version the response came, for the client to know; null to say nothing of it.</param>
    public static HeaderFields Response(int status, HeaderFields fields, ProtocolVersion? via)
    {
        var passed = status is < 200 or 204 || fields.Has("Transfer-Encoding")
            ? HopByHop.Strip(fields, static field => !Is(field, "Content-Length"))
            : HopByHop.Strip(fields);
        return via is { } version ? HeaderFields.Concat(passed.AsSpan(), [Via(version)]) : passed;
    }

    /// <summary>A backend's fields with what the proxy adds (RFC 9110 section 6.6.1).</summary>
    /// <param name="date">The present one.</param>
    /// <param name="server">Whether the proxy tells its name where the backend tells none.</param>
    public static HeaderFields WithOurs(HeaderFields fields, string date, bool server)
    {
        var dated = fields.Has("Date");
        if (!server || fields.Has("Server"))
            return dated ? fields : HeaderFields.Concat(fields.AsSpan(), [new("Date", date)]);
        return HeaderFields.Concat(fields.AsSpan(), dated ? [Server] : [new("Date", date), Server]);
    }

    /// <summary>The field that tells by which version a message has come (RFC 9110 section 7.6.3).</summary>
    internal static HeaderField Via(ProtocolVersion version) => version switch
    {
        ProtocolVersion.Http10 => Via10,
        ProtocolVersion.Http20 => Via20,
        _ => Via11,
    };

    /// <summary>The names in Trailer as one list (RFC 9110 section 6.6.2); empty for none.</summary>
    internal static string AnnouncedTrailers(HeaderFields fields) => string.Join(", ", fields.Members("Trailer"));

    /// <summary>
    /// The trailers for the backend: without hop-by-hop ones, and without what a field of the head alone may say (RFC 9110 section 6.5.1):
    /// a backend that merges them would believe the client what it believes the proxy.
    /// </summary>
    public static HeaderFields RequestTrailers(HeaderFields fields, ForwardingPolicy policy) =>
        HopByHop.Strip(fields).Keep(policy, static (field, of) => HopByHop.MayBeTrailer(field.Name)
            && !ForwardingFields.IsForged(field.Name, of) && !Is(field, of.RequestIdHeader));

    /// <summary>The trailers for the client: those that are valid, without hop-by-hop ones.</summary>
    public static HeaderFields Trailers(HeaderFields fields) =>
        [.. HopByHop.Strip(fields).Where(f => Grammar.IsToken(f.Name) && Grammar.IsFieldValue(f.Value))];

    private static bool Is(HeaderField field, string name) => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
