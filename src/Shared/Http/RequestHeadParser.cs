using ActorProxy.Shared.Termination;

namespace ActorProxy.Shared.Http;

/// <summary>Reads request heads strictly: HTTP/1.1 and HTTP/1.0, CRLF only, no obsolete forms (RFC 9112 sections 2.2, 3 and 5).</summary>
public static class RequestHeadParser
{
    private const int VersionLength = 8;

    /// <summary>
    /// Parses the head at the start of <paramref name="bytes"/>. One CRLF before it is ignored (RFC 9112 section 2.2). As long as
    /// it is incomplete, call again with all bytes so far and the new ones. Never throws.
    /// </summary>
    public static ParseResult<RequestHead> Parse(ReadOnlySpan<byte> bytes, HeadLimits limits)
    {
        var start = bytes.StartsWith("\r\n"u8) ? 2 : 0;
        if (bytes.Length > start && bytes[start] != '\r' && !HeadLines.IsToken(bytes.Slice(start, 1)))
            return Bad("The request does not begin with a method: this is no HTTP.");
        // No further than a head may go: what is beyond may or may not have been read yet, and is to change nothing.
        var first = bytes[Math.Min(start, limits.MaxHeadBytes)..Math.Min(bytes.Length, limits.MaxHeadBytes)];
        if (MethodExceeds(first))
            return Bad(MethodRules.TooLong);
        if (TargetExceeds(first, limits.MaxTargetBytes))
            return ParseResult<RequestHead>.Invalid(TerminationReason.TargetTooLong,
                $"The request target has more than {limits.MaxTargetBytes} bytes.");
        if (HeadLines.FindEnd(bytes, start, limits, out var end) is var (reason, detail))
            return ParseResult<RequestHead>.Invalid(reason, detail);
        if (end == 0)
            return ParseResult<RequestHead>.Incomplete;

        var rest = bytes[start..end];
        var line = HeadLines.TakeLine(ref rest);
        if (rest.IsEmpty)
            return Bad("The request line is empty.");
        if (RequestLineError(line, out var method, out var target) is { } lineError)
            return Bad(lineError);
        var version = line[^VersionLength..];
        if (!version.SequenceEqual("HTTP/1.1"u8) && !version.SequenceEqual("HTTP/1.0"u8))
            return ParseResult<RequestHead>.Invalid(TerminationReason.VersionNotSupported, "The HTTP version is neither 1.1 nor 1.0.");
        return HeadLines.ReadFields(rest, out var fields) is { } error
            ? Bad(error)
            : ParseResult<RequestHead>.Complete(new RequestHead(method, target, fields) { IsHttp10 = version[^1] == '0' }, end);
    }

    private static ParseResult<RequestHead> Bad(string detail) => ParseResult<RequestHead>.Invalid(TerminationReason.BadRequest, detail);

    private static bool MethodExceeds(ReadOnlySpan<byte> bytes) => bytes.Length > MethodRules.MaxLength
        && !bytes[..(MethodRules.MaxLength + 1)].ContainsAny((byte)' ', (byte)'\r', (byte)'\n');

    // Looks no further than the limit, at a line that may not be complete.
    private static bool TargetExceeds(ReadOnlySpan<byte> bytes, int limit)
    {
        if (bytes.Length <= limit)
            return false;
        var space = bytes.IndexOfAny((byte)' ', (byte)'\n');
        if (space < 0 || bytes[space] != ' ')
            return false;
        var target = bytes[(space + 1)..];
        return target.Length > limit && !target[..(limit + 1)].ContainsAny((byte)' ', (byte)'\r', (byte)'\n');
    }

    // request-line = method SP request-target SP HTTP-version; HTTP-version = "HTTP/" DIGIT "." DIGIT (RFC 9112 sections 2.3 and 3).
    private static string? RequestLineError(ReadOnlySpan<byte> line, out string method, out string target)
    {
        (method, target) = ("", "");
        var first = line.IndexOf((byte)' ');
        var last = line.LastIndexOf((byte)' ');
        if (first < 0 || first == last)
            return "The request line is not method, target and version with one space between each.";
        if (!HeadLines.IsToken(line[..first]))
            return "The method is no token.";
        if (!IsVersion(line[(last + 1)..]))
            return "The request line does not end in HTTP/1.1.";
        var between = line[(first + 1)..last];
        if (between.IsEmpty || between.ContainsAnyExceptInRange((byte)'!', (byte)'~'))
            return "The request target is empty or has a space, a control character or a character beyond ASCII.";
        method = RecentStrings.Latin1(line[..first]);
        target = RecentStrings.Latin1(between); // it is ASCII
        return null;
    }

    private static bool IsVersion(ReadOnlySpan<byte> text) => text.Length == VersionLength && text.StartsWith("HTTP/"u8)
        && text[6] == '.' && char.IsAsciiDigit((char)text[5]) && char.IsAsciiDigit((char)text[7]);
}
