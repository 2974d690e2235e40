using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ActorProxy.Transport.Linux;

namespace ActorProxy.Transport.Epoll;

/// <summary>IP addresses in the kernel's form (<c>sockaddr_in</c>, <c>sockaddr_in6</c>).</summary>
internal static class SocketAddressBytes
{
    /// <summary>Bytes that hold any of them.</summary>
    public const int Size = 28;

    /// <summary>The kernel's number of the end point's address family.</summary>
    public static int Family(IPEndPoint endPoint) =>
        endPoint.AddressFamily == AddressFamily.InterNetworkV6 ? Libc.AF_INET6 : Libc.AF_INET;

    /// <summary>Writes the kernel's form and returns its length.</summary>
    public static int Write(IPEndPoint endPoint, Span<byte> to)
    {
        to[..Size].Clear();
        var v6 = endPoint.AddressFamily == AddressFamily.InterNetworkV6;
        BitConverter.TryWriteBytes(to, (ushort)Family(endPoint));
        BinaryPrimitives.WriteUInt16BigEndian(to[2..], (ushort)endPoint.Port);
        endPoint.Address.TryWriteBytes(to[(v6 ? 8 : 4)..], out _);
        if (!v6)
            return 16;
        BitConverter.TryWriteBytes(to[24..], (uint)endPoint.Address.ScopeId);
        return 28;
    }

    /// <summary>Reads the kernel's form. An IPv4 address in IPv6 clothes comes back as IPv4.</summary>
    public static IPEndPoint Read(ReadOnlySpan<byte> from)
    {
        var port = BinaryPrimitives.ReadUInt16BigEndian(from[2..]);
        if (BitConverter.ToUInt16(from) == Libc.AF_INET)
            return new IPEndPoint(new IPAddress(from.Slice(4, 4)), port);
        var address = new IPAddress(from.Slice(8, 16), BitConverter.ToUInt32(from[24..]));
        return new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, port);
    }
}
