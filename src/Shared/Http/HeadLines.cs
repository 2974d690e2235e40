using System.Buffers;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Shared.Http;

/// <summary>What request and response heads have in common: lines that end in CRLF, field lines, and the empty line.</summary>
internal static class HeadLines
{
    private static readonly SearchValues<byte> TokenBytes =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    // All controls but HTAB (RFC 9110 section 5.5).
    private static readonly SearchValues<byte> Controls = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 127]);

    public static bool IsToken(ReadOnlySpan<byte> bytes) => !bytes.IsEmpty && !bytes.ContainsAnyExcept(TokenBytes);

    public static bool HasControl(ReadOnlySpan<byte> bytes) => bytes.ContainsAny(Controls);

    /// <summary>
    /// Looks for the empty line, without reading what the lines say, so that calling it for every piece that arrives is cheap.
    /// What can be decided before the head is complete is: a limit that is exceeded, a bare LF.
    /// </summary>
    /// <param name="start">Where the first line begins.</param>
    /// <param name="end">Where the head ends, after the empty line; 0 if it is not there yet.</param>
    /// <param name="startLines">How many of the lines are no fields: 0 in a trailer section.</param>
    public static (TerminationReason Reason, string Detail)? FindEnd(
        ReadOnlySpan<byte> bytes, int start, HeadLimits limits, out int end, int startLines = 1)
    {
        end = 0;
        var lines = 0;
        for (var at = start; ;)
        {
            var length = bytes[at..].IndexOf((byte)'\n');
            if (length < 0 || at + length >= limits.MaxHeadBytes)
                break;
            if (length == 0 || bytes[at + length - 1] != '\r')
                return (TerminationReason.BadRequest, $"Line {lines + 1} of the head ends in a bare LF instead of CRLF.");
            at += length + 1;
            if (length == 1)
            {
                end = at;
                return null;
            }
            if (++lines > limits.MaxFields + startLines)
                return (TerminationReason.HeadTooLarge, $"The head has more than {limits.MaxFields} fields.");
        }
        return bytes.Length >= limits.MaxHeadBytes
            ? (TerminationReason.HeadTooLarge, $"The head has more than {limits.MaxHeadBytes} bytes.")
            : null;
    }

    /// <summary>The first line without its CRLF; the rest follows it. The bytes hold a whole head.</summary>
    public static ReadOnlySpan<byte> TakeLine(ref ReadOnlySpan<byte> bytes)
    {
        var length = bytes.IndexOf((byte)'\n');
        var line = bytes[..(length - 1)];
        bytes = bytes[(length + 1)..];
        return line;
    }

    /// <summary>Reads the field lines up to the empty line (RFC 9112 section 5). Returns what is wrong, or null.</summary>
    /// <param name="ofResponse">
    /// Whether white space before a colon is dropped instead of refused, which RFC 9112 section 5.1 asks of a proxy for responses alone.
    /// </param>
    public static string? ReadFields(ReadOnlySpan<byte> bytes, out HeaderFields fields, bool ofResponse = false)
    {
        fields = HeaderFields.Empty;
        var read = new HeaderField[bytes.Count((byte)'\n') - 1];
        for (var i = 0; i < read.Length; i++)
        {
            var line = TakeLine(ref bytes);
            if (FieldError(line, ofResponse, out read[i]) is { } error)
                return $"Header line {i + 1} {error}";
        }
        fields = HeaderFields.Own(read);
        return null;
    }

    private static string? FieldError(ReadOnlySpan<byte> line, bool ofResponse, out HeaderField field)
    {
        field = default;
        if (line[0] is (byte)' ' or (byte)'\t')
            return "begins with white space: line folding is obsolete.";
        var colon = line.IndexOf((byte)':');
        if (colon < 0)
            return "has no colon.";
        var name = ofResponse ? line[..colon].TrimEnd(" \t"u8) : line[..colon];
        if (!IsToken(name))
        {
            return colon > 0 && name[^1] is (byte)' ' or (byte)'\t'
                ? "has white space between name and colon."
                : "has a name that is no token.";
        }
        var value = line[(colon + 1)..].Trim(" \t"u8);
        if (HasControl(value))
            return "has a control character in its value.";
        field = new HeaderField(RecentStrings.Latin1(name), RecentStrings.Latin1(value));
        return null;
    }
}
