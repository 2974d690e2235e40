using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace ActorProxy.Shared.Text;

/// <summary>Rules of host names that several parts share.</summary>
public static class HostName
{
    /// <summary>Most characters of a name in the DNS (RFC 1035 section 2.3.4), without the trailing dot.</summary>
    public const int MaxLength = 253;

    private const int MaxLabelLength = 63;

    private static readonly SearchValues<char> LabelCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    private static readonly SearchValues<char> IPv6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    /// <summary>
    /// Whether the text is an IPv6 address without brackets, and nothing beside. <see cref="IPAddress"/> alone would also take a zone,
    /// which means something on one machine only and no Host field may have (RFC 6874 section 4), a prefix length or brackets.
    /// </summary>
    public static bool IsIPv6(ReadOnlySpan<char> text) =>
        !text.ContainsAnyExcept(IPv6Characters) && IPAddress.TryParse(text, out var address)
            && address.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>
    /// Whether the text is a host name in ASCII (RFC 1123 section 2.1, and the underscore that container networks use)
    /// or an IPv4 address. International names are given in their <c>xn--</c> form.
    /// </summary>
    public static bool IsValid(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > MaxLength)
            return false;
        foreach (var range in name.Split('.'))
        {
            var label = name[range];
            if (label.Length is 0 or > MaxLabelLength || label.ContainsAnyExcept(LabelCharacters) || label[0] == '-' || label[^1] == '-')
                return false;
        }
        return true;
    }

    /// <summary>The host of a Host field's value: without port and without the root's trailing dot, IPv6 with brackets.</summary>
    public static ReadOnlySpan<char> WithoutPort(ReadOnlySpan<char> hostField)
    {
        var end = hostField is ['[', ..] ? hostField.IndexOf(']') + 1 : hostField.IndexOf(':');
        var host = end > 0 ? hostField[..end] : hostField;
        return host is [_, .., '.'] ? host[..^1] : host;
    }
}
