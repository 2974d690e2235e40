using System.Net;
using ActorProxy.Shared.Admission;
using ActorProxy.Shared.Backends.Picking;

namespace ActorProxy.Shared.Backends.Health;

/// <summary>What counts as one network of clients: a /24 of IPv4 or a /56 of IPv6, of which one customer may have all addresses.</summary>
public static class ClientNetwork
{
    private const int IPv6Prefix = 56;

    /// <summary>Its hash.</summary>
    public static ulong Of(IPAddress client)
    {
        var key = ClientKey.Of(client, IPv6Prefix);
        Span<byte> bytes = stackalloc byte[16];
        return key.TryWriteBytes(bytes, out var length) && length == 4
            ? StableHash.Of(new IPAddress([bytes[0], bytes[1], bytes[2], 0]))
            : StableHash.Of(key);
    }
}
