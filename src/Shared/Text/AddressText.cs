using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace ActorProxy.Shared.Text;

/// <summary>IP addresses as people write them.</summary>
public static class AddressText
{
    /// <summary>
    /// Reads an address, as in <c>192.0.2.7</c>, <c>2001:db8::7</c> or <c>[2001:db8::7]</c>, of IPv6 also with a zone that this machine
    /// has.
    /// </summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        var bracketed = text is ['[', .., ']'];
        var bare = bracketed ? text[1..^1] : text;
        // IPAddress alone would take "[::1]:80" and drop the port.
        if (bare.AsSpan().ContainsAny('[', ']') || !IPAddress.TryParse(bare, out var read))
            return false;
        // Of IPv4 only the dotted form: "1" would be read as 0.0.0.1, and 010.0.0.1 as 8.0.0.1. A zone that there is not would be none.
        var asMeant = read.AddressFamily == AddressFamily.InterNetwork
            ? !bracketed && read.ToString() == bare
            : read.ScopeId != 0 || !bare.Contains('%');
        address = asMeant ? read : null;
        return asMeant;
    }
}
