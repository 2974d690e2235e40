using System.Buffers;
using System.Globalization;
using System.Text;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Shared.WebSockets.Handshake;

/// <summary>Our own answers to requests that are neither upgraded nor forwarded.</summary>
public static class ErrorResponse
{
    /// <summary>The whole response, head and body; the connection is closed after it.</summary>
    /// <param name="date">The present one (RFC 9110 section 6.6.1).</param>
    /// <inheritdoc cref="Parts"/>
    public static byte[] For(TerminationReason reason, string requestId, string date, string? detail = null, int? retryAfter = null)
    {
        var (head, body) = Parts(reason, requestId, detail, retryAfter);
        return Whole(head, body, persists: false, date);
    }

    /// <summary>A response, head and body, for a client that speaks HTTP/1.1, or whose version is not known.</summary>
    /// <param name="persists">Whether the connection goes on behind it.</param>
    /// <param name="date">As of <see cref="For"/>.</param>
    public static byte[] Whole(ResponseHead head, ReadOnlySpan<byte> body, bool persists, string date)
    {
        var output = new ArrayBufferWriter<byte>(512);
        HeadWriter.Write(output, head with { Fields = ConnectionFields.Add(head.Fields, isHttp10: false, persists, date) });
        output.Write(body);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The response without what it says of its connection.</summary>
    /// <param name="requestId">Visible ASCII.</param>
    /// <param name="detail">What is wrong with the request; shown only where the fault is the client's (4xx).</param>
    /// <param name="retryAfter">
    /// Seconds after which the client may come again (RFC 9110 section 10.2.3), or null to say nothing of that.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The client gets no answer of ours for this reason.</exception>
    public static (ResponseHead Head, byte[] Body) Parts(
        TerminationReason reason, string requestId, string? detail = null, int? retryAfter = null)
    {
        if (reason.Status() is not { } status)
            throw new ArgumentOutOfRangeException(nameof(reason), reason, "No answer is given for this reason.");
        var phrase = Phrase(status);
        var text = status < 500 && detail is not null ? detail : reason.Text();
        var body = Encoding.UTF8.GetBytes($"{status} {phrase}: {text}\nRequest id: {requestId}\n");
        HeaderFields fields =
        [
            new("Content-Type", "text/plain; charset=utf-8"),
            new("Content-Length", body.Length.ToString(CultureInfo.InvariantCulture)),
            .. reason.Fields().Select(FieldOf),
            .. retryAfter is { } seconds ? (HeaderField[])[new("Retry-After", seconds.ToString(CultureInfo.InvariantCulture))] : [],
            new("X-Request-Id", requestId),
        ];
        return (new ResponseHead(status, phrase, fields), body);
    }

    private static HeaderField FieldOf(string line) => line.Split(": ", 2) is [var name, var value]
        ? new HeaderField(name, value)
        : throw new FormatException($"{line}: a field is Name: value.");

    /// <summary>The reason phrase of a status (RFC 9110 section 15, RFC 6585 sections 4 and 5); empty for one that is rare.</summary>
    public static string Phrase(int status) => status switch
    {
        200 => "OK",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        410 => "Gone",
        413 => "Content Too Large",
        414 => "URI Too Long",
        426 => "Upgrade Required",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        505 => "HTTP Version Not Supported",
        _ => "",
    };
}
