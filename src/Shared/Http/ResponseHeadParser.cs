using ActorProxy.Shared.Termination;

namespace ActorProxy.Shared.Http;

/// <summary>
/// Reads response heads of backends as strictly as requests (RFC 9112 sections 4 and 5), but for white space before a colon, which is
/// dropped. What is wrong is always <see cref="TerminationReason.BackendBadHandshake"/>.
/// </summary>
public static class ResponseHeadParser
{
    /// <summary>
    /// Parses the head at the start of <paramref name="bytes"/>. As long as it is incomplete, call again with all bytes so far
    /// and the new ones. Never throws.
    /// </summary>
    /// <param name="limits"><see cref="HeadLimits.MaxTargetBytes"/> has no meaning here.</param>
    public static ParseResult<ResponseHead> Parse(ReadOnlySpan<byte> bytes, HeadLimits limits)
    {
        var beginning = "HTTP/1."u8;
        if (!bytes.StartsWith(beginning[..Math.Min(beginning.Length, bytes.Length)]))
            return Bad("The answer does not begin with HTTP/1.0 or HTTP/1.1: this is no HTTP/1.");
        if (HeadLines.FindEnd(bytes, 0, limits, out var end) is var (_, detail))
            return Bad(detail);
        if (end == 0)
            return ParseResult<ResponseHead>.Incomplete;

        var rest = bytes[..end];
        var line = HeadLines.TakeLine(ref rest);
        if (StatusLineError(line, out var status, out var reason) is { } lineError)
            return Bad(lineError);
        if (HeadLines.ReadFields(rest, out var fields, ofResponse: true) is { } error)
            return Bad(error);
        var http10 = line[7] == '0';
        return ParseResult<ResponseHead>.Complete(new ResponseHead(status, reason, fields) { IsHttp10 = http10 }, end);
    }

    private static ParseResult<ResponseHead> Bad(string detail) =>
        ParseResult<ResponseHead>.Invalid(TerminationReason.BackendBadHandshake, detail);

    // status-line = HTTP-version SP status-code SP [ reason-phrase ] (RFC 9112 section 4). Small devices, and servers as
    // uWebSockets, leave the second space out with the phrase.
    private static string? StatusLineError(ReadOnlySpan<byte> line, out int status, out string reason)
    {
        (status, reason) = (0, "");
        if (line.Length < 12 || line[7] is not ((byte)'0' or (byte)'1') || line[8] != ' ' || (line.Length > 12 && line[12] != ' '))
            return "The status line is not HTTP/1.1, three digits and a reason phrase with one space between each.";
        foreach (var digit in line[9..12])
        {
            if (!char.IsAsciiDigit((char)digit))
                return "The status code is no number.";
            status = status * 10 + (digit - '0');
        }
        if (status is < 100 or > 599)
            return $"The status code {status} is not between 100 and 599.";
        var phrase = line[Math.Min(13, line.Length)..];
        if (HeadLines.HasControl(phrase))
            return "The reason phrase has a control character.";
        reason = RecentStrings.Latin1(phrase);
        return null;
    }
}
