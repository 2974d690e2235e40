using System.Net;
using System.Net.Sockets;

namespace ActorProxy.Shared.Backends.Picking;

/// <summary>Hashes that are the same in every process, so that all nodes choose alike.</summary>
public static class StableHash
{
    // FNV-1a, whose bits Mix spreads.
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    public static ulong Of(ReadOnlySpan<char> text)
    {
        var hash = FnvOffset;
        foreach (var c in text)
            hash = (hash ^ c) * FnvPrime;
        return Mix(hash);
    }

    /// <summary>An IPv4 client hashes the same on an IPv4 and on a dual-stack listener.</summary>
    public static ulong Of(IPAddress client)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (!client.TryWriteBytes(bytes, out var length))
            throw new InvalidOperationException("An IP address has at most 16 bytes.");
        var address = bytes[..length];
        if (client is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: true })
            address = address[12..];
        var hash = FnvOffset;
        foreach (var b in address)
            hash = (hash ^ b) * FnvPrime;
        return Mix(hash);
    }

    /// <summary>Spreads every bit over all.</summary>
    public static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 33)) * 0xFF51AFD7ED558CCD;
        x = (x ^ (x >> 33)) * 0xC4CEB9FE1A85EC53;
        return x ^ (x >> 33);
    }
}
