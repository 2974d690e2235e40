using System.Globalization;
using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Forwarding;

/// <summary>How a backend's final response goes to a client that speaks HTTP/1.1 or HTTP/1.0.</summary>
/// <param name="Head">With its framing, and with what it says of the client's connection.</param>
/// <param name="Coding">What becomes of the body.</param>
/// <param name="Persists">Whether the client's connection goes on behind it.</param>
public sealed record RelayedResponse(ResponseHead Head, BodyCoding Coding, bool Persists)
{
    /// <summary>Frames a response for the client (RFC 9112 sections 6 and 9.3).</summary>
    /// <param name="request">The client's.</param>
    /// <param name="received">The backend's head.</param>
    /// <param name="framing">Of the backend's response.</param>
    /// <param name="fields">Those of <see cref="HttpForwarding.Response"/>, as the client is to see them.</param>
    /// <param name="persists">Whether the proxy and the client want the connection to go on.</param>
    public static RelayedResponse Of(RequestHead request, ResponseHead received, BodyFraming framing, HeaderFields fields, bool persists)
    {
        var coding = CodingFor(request.IsHttp10, framing.Kind);
        // Without a length, and without chunks, the body's end is the connection's.
        persists &= coding != BodyCoding.Content && !(coding == BodyCoding.AsItCame && framing.Kind == BodyKind.UntilClose);
        List<HeaderField>? added = null; // most need nothing
        // Connection may have named it: the length is not the backend's to keep from the client.
        if (framing.Kind == BodyKind.ContentLength && !fields.Has("Content-Length"))
            (added ??= []).Add(new("Content-Length", framing.Length.ToString(CultureInfo.InvariantCulture)));
        if (coding == BodyCoding.Chunked || (coding == BodyCoding.AsItCame && framing.Kind == BodyKind.Chunked))
        {
            (added ??= []).Add(new("Transfer-Encoding", "chunked"));
            if (HttpForwarding.AnnouncedTrailers(received.Fields) is { Length: > 0 } announced)
                added.Add(new("Trailer", announced));
        }
        // RFC 9110 section 15.5.22: a 426 says to what, and WebSocket is what the proxy lets pass.
        var upgrade = received.Status == 426 && received.Fields.HasToken("Upgrade", "websocket");
        if (upgrade)
            (added ??= []).Add(new("Upgrade", "websocket"));
        if (ConnectionFields.ValueOf(request.IsHttp10, persists, upgrade) is { } connection)
            (added ??= []).Add(new("Connection", connection));
        var head = new ResponseHead(received.Status, received.Reason,
            added is null ? fields : HeaderFields.Concat(fields.AsSpan(), [.. added]));
        return new RelayedResponse(head, coding, persists);
    }

    // RFC 9112 section 6.1: nobody who speaks HTTP/1.0 gets chunks.
    private static BodyCoding CodingFor(bool isHttp10, BodyKind kind) => kind switch
    {
        BodyKind.Chunked when isHttp10 => BodyCoding.Content,
        BodyKind.UntilClose when !isHttp10 => BodyCoding.Chunked,
        _ => BodyCoding.AsItCame,
    };
}

/// <summary>What becomes of a body on its way from one side to the other.</summary>
public enum BodyCoding
{
    /// <summary>Each byte passes.</summary>
    AsItCame,
    /// <summary>It is put into chunks: where it ends was not known beforehand.</summary>
    Chunked,
    /// <summary>It is taken out of its chunks.</summary>
    Content,
}
