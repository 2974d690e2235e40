using System.Buffers;

namespace ActorProxy.Shared.Http;

/// <summary>The character classes of RFC 9110 section 5.6 and RFC 3986 section 2, on chars that stand for one byte each.</summary>
public static class Grammar
{
    private const string Digits = "0123456789";
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly SearchValues<char> TokenChars = SearchValues.Create("!#$%&'*+-.^_`|~" + Digits + Letters);

    // HTAB, SP, VCHAR and obs-text (RFC 9110 section 5.5).
    private static readonly SearchValues<char> TextChars =
        SearchValues.Create([.. Enumerable.Range(0, 256).Select(c => (char)c).Where(c => c is '\t' or >= ' ' and not '\x7f')]);

    /// <summary>Whether <paramref name="text"/> is a token: one or more tchar (RFC 9110 section 5.6.2).</summary>
    public static bool IsToken(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenChars);

    /// <summary>
    /// Whether <paramref name="text"/> may stand as a field value (RFC 9110 section 5.5): no control character but HTAB,
    /// nothing beyond one byte, no white space at either end.
    /// </summary>
    public static bool IsFieldValue(ReadOnlySpan<char> text) =>
        (text.IsEmpty || (text[0] is not (' ' or '\t') && text[^1] is not (' ' or '\t'))) && IsText(text);

    /// <summary>
    /// Whether there is no control character but HTAB, and nothing beyond one byte, as in a reason phrase (RFC 9112 section 4).
    /// </summary>
    public static bool IsText(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(TextChars);

    /// <summary>Whether a comma-separated list has no member (RFC 9110 section 5.6.1).</summary>
    public static bool IsEmptyList(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(", \t");

    /// <summary>Whether every char is visible ASCII (0x21 to 0x7E); true for an empty text.</summary>
    public static bool IsVisibleAscii(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('!', '~');

    /// <summary>RFC 3986 section 2.3.</summary>
    public static bool IsUnreserved(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~';
}
