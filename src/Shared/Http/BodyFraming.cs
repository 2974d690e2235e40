using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ActorProxy.Shared.Http;

/// <summary>Where the body of a request, or of a response to a GET, ends (RFC 9112 section 6.3).</summary>
/// <param name="Length">Bytes of the body where <paramref name="Kind"/> is <see cref="BodyKind.ContentLength"/>; else 0.</param>
public readonly record struct BodyFraming(BodyKind Kind, long Length = 0)
{
    /// <summary>Whether nothing follows the head.</summary>
    public bool IsEmpty => this is { Kind: BodyKind.None } or { Kind: BodyKind.ContentLength, Length: 0 };

    /// <summary>
    /// Reads the framing. A head that two readers could understand differently is refused: Content-Length beside
    /// Transfer-Encoding, more than one Content-Length, a transfer coding other than chunked, or any in HTTP/1.0 (RFC 9112 section 6.1).
    /// </summary>
    /// <param name="error">What is wrong, where the result is false.</param>
    public static bool TryRead(ResponseHead head, out BodyFraming framing, [NotNullWhen(false)] out string? error)
    {
        var encodings = head.Fields.Joined("Transfer-Encoding");
        var lengths = head.Fields.CountOf("Content-Length");
        framing = default;
        error = null;
        if (encodings is not null && lengths > 0)
            error = "The response has both Transfer-Encoding and Content-Length.";
        else if (encodings is not null && head.IsHttp10)
            error = "The response has Transfer-Encoding in HTTP/1.0.";
        else if (encodings is not null && !encodings.Equals("chunked", StringComparison.OrdinalIgnoreCase))
            error = "The response has a transfer coding other than chunked.";
        else if (lengths > 1)
            error = "The response has more than one Content-Length.";
        else if (lengths == 1 && !TryLength(head.Fields.First("Content-Length")!, out framing))
            error = "The response has a Content-Length that is no number.";
        else if (head.Status is < 200 or 204 or 304)
            framing = new BodyFraming(BodyKind.None);
        else if (encodings is not null)
            framing = new BodyFraming(BodyKind.Chunked);
        else if (lengths == 0)
            framing = new BodyFraming(BodyKind.UntilClose);
        return error is null;
    }

    /// <summary>The same of a response to any method: to HEAD it has no body, whatever its fields say.</summary>
    public static bool TryRead(ResponseHead head, string method, out BodyFraming framing, [NotNullWhen(false)] out string? error)
    {
        if (!TryRead(head, out framing, out error))
            return false;
        if (method == "HEAD")
            framing = new BodyFraming(BodyKind.None);
        return true;
    }

    /// <inheritdoc cref="TryRead(ResponseHead, out BodyFraming, out string?)"/>
    public static bool TryRead(RequestHead head, out BodyFraming framing, [NotNullWhen(false)] out string? error)
    {
        var codings = head.Fields.Joined("Transfer-Encoding");
        var lengths = head.Fields.CountOf("Content-Length");
        framing = new BodyFraming(BodyKind.None);
        error = null;
        if (codings is not null && lengths > 0)
            error = "The request has both Transfer-Encoding and Content-Length.";
        else if (codings is not null && head.IsHttp10)
            error = "The request has Transfer-Encoding in HTTP/1.0.";
        else if (codings is not null && !codings.Equals("chunked", StringComparison.OrdinalIgnoreCase))
            error = "The request has a transfer coding other than chunked.";
        else if (lengths > 1)
            error = "The request has more than one Content-Length.";
        else if (lengths == 1 && !TryLength(head.Fields.First("Content-Length")!, out framing))
            error = "The request has a Content-Length that is no number.";
        else if (codings is not null)
            framing = new BodyFraming(BodyKind.Chunked);
        return error is null;
    }

    /// <summary>Whether the value of a Content-Length is digits only, below 2^63 (RFC 9110 section 8.6).</summary>
    public static bool IsLength(string text) => TryLength(text, out _);

    private static bool TryLength(string text, out BodyFraming framing)
    {
        var valid = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length);
        framing = new BodyFraming(BodyKind.ContentLength, length);
        return valid;
    }
}

public enum BodyKind
{
    None,
    /// <summary>As many bytes as Content-Length says.</summary>
    ContentLength,
    /// <summary>In the chunked transfer coding (RFC 9112 section 7.1).</summary>
    Chunked,
    /// <summary>All bytes until the connection is closed.</summary>
    UntilClose,
}
