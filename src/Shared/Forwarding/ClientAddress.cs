using System.Buffers;
using System.Net;
using System.Net.Sockets;
using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Forwarding;

/// <summary>Who the client is, behind the proxies that are trusted.</summary>
public static class ClientAddress
{
    private static readonly SearchValues<char> AddressChars = SearchValues.Create("0123456789ABCDEFabcdef.:[]");

    /// <summary>
    /// The rightmost address in X-Forwarded-For that is not a trusted peer's, if the peer itself is trusted; else the peer. Where
    /// all are trusted it is the leftmost. What stands left of a member that is no address is not believed.
    /// </summary>
    public static IPAddress From(IPAddress peer, HeaderFields fields, ForwardingPolicy policy)
    {
        var client = Plain(peer);
        if (!policy.Trusts(client))
            return client;
        foreach (var member in fields.Members("X-Forwarded-For").Reverse())
        {
            if (!TryParse(member, out var address))
                break;
            client = address;
            if (!policy.Trusts(address))
                break;
        }
        return client;
    }

    /// <summary>The address as the field's readers know it: IPv4 where it is IPv4 mapped into IPv6, and without a zone.</summary>
    public static IPAddress Plain(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0
            ? new IPAddress(address.GetAddressBytes())
            : address;
    }

    // An address, which some proxies send with a port.
    private static bool TryParse(string text, out IPAddress address)
    {
        address = IPAddress.None;
        if (text.AsSpan().ContainsAnyExcept(AddressChars) || !IPEndPoint.TryParse(text, out var endPoint))
            return false;
        address = Plain(endPoint.Address);
        // Of IPv4 only the dotted form: "1" would be read as 0.0.0.1, and "010.0.0.1" as octal.
        return endPoint.AddressFamily == AddressFamily.InterNetworkV6
            || text.Split(':')[0] == address.ToString();
    }
}
