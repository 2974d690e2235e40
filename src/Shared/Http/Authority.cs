using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace ActorProxy.Shared.Http;

/// <summary><c>uri-host [":" port]</c>, as in Host (RFC 9110 section 7.2). Userinfo is not part of it.</summary>
/// <param name="Host">The host in lower case; an IPv6 literal keeps its brackets.</param>
/// <param name="Port">0 to 65535, or null where none is given.</param>
public sealed record Authority(string Host, int? Port)
{
    private const int MaxHostLength = 255;
    private static readonly SearchValues<char> Ipv6Chars = SearchValues.Create("0123456789ABCDEFabcdef:.");
    private static readonly SearchValues<char> LabelChars =
        SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_");

    /// <summary>
    /// Reads the value of Host. The host is a name as the DNS has them (letters, digits, hyphens and underscores in labels that are
    /// not empty, perhaps with the root's dot at the end), an IPv4 address or an IPv6 literal in brackets (RFC 3986 section 3.2.2).
    /// What else RFC 3986 lets a name be made of, or IPvFuture, no host has: other parsers take it for no host at all.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out Authority? authority)
    {
        authority = null;
        var end = HostLength(text);
        if (end is 0 or > MaxHostLength)
            return false;
        int? port = null;
        if (end < text.Length)
        {
            if (!TryParsePort(text[end..], out port))
                return false;
        }
        authority = new Authority(Lower(text[..end]), port);
        return true;
    }

    public override string ToString() => Port is { } port ? $"{Host}:{port}" : Host;

    // Length of the uri-host that the text starts with; 0 if there is none.
    private static int HostLength(ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty && text[0] == '[')
        {
            var close = text.IndexOf(']');
            // IPAddress alone would also take a zone identifier, a prefix length or another bracket.
            return close > 0 && !text[1..close].ContainsAnyExcept(Ipv6Chars)
                && IPAddress.TryParse(text[1..close], out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
                ? close + 1
                : 0;
        }
        var length = text.IndexOf(':') is var colon and >= 0 ? colon : text.Length;
        return IsName(text[..length]) ? length : 0;
    }

    private static bool IsName(ReadOnlySpan<char> text)
    {
        foreach (var range in (text is [_, .., '.'] ? text[..^1] : text).Split('.'))
        {
            if (text[range].IsEmpty || text[range].ContainsAnyExcept(LabelChars))
                return false;
        }
        return true;
    }

    // ":" *DIGIT; an empty port is allowed and means none (RFC 3986 section 3.2.3).
    private static bool TryParsePort(ReadOnlySpan<char> text, out int? port)
    {
        port = null;
        if (text[0] != ':' || text.Length > 6)
            return false;
        var value = 0;
        foreach (var c in text[1..])
        {
            if (!char.IsAsciiDigit(c))
                return false;
            value = value * 10 + (c - '0');
        }
        port = text.Length == 1 ? null : value;
        return value <= ushort.MaxValue;
    }

    private static string Lower(ReadOnlySpan<char> text) =>
        string.Create(text.Length, text, static (lower, source) => source.ToLowerInvariant(lower));
}
