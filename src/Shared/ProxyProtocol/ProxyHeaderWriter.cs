using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorProxy.Shared.Backends;

namespace ActorProxy.Shared.ProxyProtocol;

/// <summary>Writes the PROXY header that tells a backend of the client.</summary>
public static class ProxyHeaderWriter
{
    /// <summary>The header's bytes; none where the mode is off. Addresses of two families both become IPv6.</summary>
    public static byte[] Write(ProxyProtocolMode mode, ProxyHeader header) => mode switch
    {
        ProxyProtocolMode.V1 => V1(header),
        ProxyProtocolMode.V2 => V2(header),
        _ => [],
    };

    private static byte[] V1(ProxyHeader header)
    {
        if (Addresses(header) is not var (source, destination))
            return "PROXY UNKNOWN\r\n"u8.ToArray();
        var family = source.AddressFamily == AddressFamily.InterNetwork ? "TCP4" : "TCP6";
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"PROXY {family} {source} {destination} {header.Source!.Port} {header.Destination!.Port}\r\n"));
    }

    private static byte[] V2(ProxyHeader header)
    {
        List<byte> bytes = [.. ProxyHeaderParser.SignatureV2, 0x21];
        if (Addresses(header) is not var (source, destination))
            return [.. bytes, 0x00, 0, 0];
        byte[] addresses = [.. source.GetAddressBytes(), .. destination.GetAddressBytes()];
        var rest = new byte[2 + addresses.Length + 4];
        BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)(addresses.Length + 4));
        addresses.CopyTo(rest, 2);
        BinaryPrimitives.WriteUInt16BigEndian(rest.AsSpan(2 + addresses.Length), (ushort)header.Source!.Port);
        BinaryPrimitives.WriteUInt16BigEndian(rest.AsSpan(4 + addresses.Length), (ushort)header.Destination!.Port);
        return [.. bytes, source.AddressFamily == AddressFamily.InterNetwork ? (byte)0x11 : (byte)0x21, .. rest];
    }

    /// <summary>Both of one family and without a zone; null where there is none.</summary>
    private static (IPAddress Source, IPAddress Destination)? Addresses(ProxyHeader header)
    {
        if (header is not { Source.Address: { } source, Destination.Address: { } destination })
            return null;
        if (IsIPv4(source) && IsIPv4(destination))
            return (source.MapToIPv4(), destination.MapToIPv4());
        return (new IPAddress(source.MapToIPv6().GetAddressBytes()), new IPAddress(destination.MapToIPv6().GetAddressBytes()));
    }

    private static bool IsIPv4(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork || address.IsIPv4MappedToIPv6;
}
