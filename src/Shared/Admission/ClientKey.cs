using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ActorProxy.Shared.Admission;

/// <summary>What counts as one client: an IPv4 address, or a network of IPv6, of which one customer has all addresses (RFC 6177).</summary>
public static class ClientKey
{
    /// <param name="prefix">Bits of an IPv6 address that tell clients apart, 32 to 128.</param>
    /// <returns>The address with the other bits cleared; an IPv4 address in IPv6 clothes as IPv4.</returns>
    public static IPAddress Of(IPAddress client, int prefix)
    {
        if (client.AddressFamily != AddressFamily.InterNetworkV6)
            return client;
        if (client.IsIPv4MappedToIPv6)
            return client.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        client.TryWriteBytes(bytes, out _);
        var mask = UInt128.MaxValue << (128 - prefix);
        BinaryPrimitives.WriteUInt128BigEndian(bytes, BinaryPrimitives.ReadUInt128BigEndian(bytes) & mask);
        // The scope stays: link-local addresses of two interfaces are two clients.
        return new IPAddress(bytes, client.ScopeId);
    }
}
