using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Shared.ProxyProtocol;

/// <summary>
/// Reads PROXY headers of both versions (the PROXY protocol, versions 1 and 2, sections 2.1 and 2.2 of its specification).
/// What is no header of either is invalid with its first byte that differs.
/// </summary>
public static class ProxyHeaderParser
{
    /// <summary>Most bytes of a header of version 1, its CRLF included.</summary>
    public const int MaxLengthV1 = 107;

    /// <summary>Bytes of a header of version 2 before its addresses.</summary>
    public const int FixedLengthV2 = 16;

    private static readonly SearchValues<char> AddressChars = SearchValues.Create("0123456789abcdefABCDEF.:");

    internal static ReadOnlySpan<byte> SignatureV2 => "\r\n\r\n\0\r\nQUIT\n"u8;

    private static ReadOnlySpan<byte> SignatureV1 => "PROXY "u8;

    /// <summary>Reads the header at the start of the bytes. Type-length-values behind its addresses are skipped.</summary>
    public static ParseResult<ProxyHeader> Parse(ReadOnlySpan<byte> bytes)
    {
        if (StartsLike(bytes, SignatureV1))
            return bytes.Length < SignatureV1.Length ? ParseResult<ProxyHeader>.Incomplete : ParseV1(bytes);
        if (StartsLike(bytes, SignatureV2))
            return bytes.Length < FixedLengthV2 ? ParseResult<ProxyHeader>.Incomplete : ParseV2(bytes);
        return Invalid("The connection does not begin with a PROXY header.");
    }

    // As far as there are bytes.
    private static bool StartsLike(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature)
    {
        var length = Math.Min(bytes.Length, signature.Length);
        return bytes[..length].SequenceEqual(signature[..length]);
    }

    private static ParseResult<ProxyHeader> ParseV1(ReadOnlySpan<byte> bytes)
    {
        var end = bytes[..Math.Min(bytes.Length, MaxLengthV1)].IndexOf("\r\n"u8);
        if (end < 0)
            return bytes.Length < MaxLengthV1 ? ParseResult<ProxyHeader>.Incomplete : Invalid("The PROXY header has no end.");
        var consumed = end + 2;
        var parts = Encoding.Latin1.GetString(bytes[SignatureV1.Length..end]).Split(' ');
        if (parts[0] == "UNKNOWN")
            return ParseResult<ProxyHeader>.Complete(ProxyHeader.Unknown, consumed);
        var family = parts[0] switch
        {
            "TCP4" => AddressFamily.InterNetwork,
            "TCP6" => AddressFamily.InterNetworkV6,
            _ => AddressFamily.Unknown,
        };
        if (family == AddressFamily.Unknown || parts.Length != 5)
            return Invalid("The PROXY header is neither TCP4 nor TCP6 with two addresses and two ports, nor UNKNOWN.");
        if (!TryAddress(parts[1], family, out var source) || !TryAddress(parts[2], family, out var destination))
            return Invalid("The PROXY header has an address that is none of its family.");
        if (!TryPort(parts[3], out var sourcePort) || !TryPort(parts[4], out var destinationPort))
            return Invalid("The PROXY header has a port that is none.");
        return ParseResult<ProxyHeader>.Complete(
            new ProxyHeader(new IPEndPoint(source, sourcePort), new IPEndPoint(destination, destinationPort)), consumed);
    }

    private static ParseResult<ProxyHeader> ParseV2(ReadOnlySpan<byte> bytes)
    {
        var (version, command, family) = (bytes[12] >> 4, bytes[12] & 0xF, bytes[13]);
        var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]);
        if (version != 2 || command > 1)
            return Invalid("The PROXY header has another version than 2 or an unknown command.");
        // TCP and UDP over IPv4 and IPv6, and both kinds of Unix sockets.
        if (family is not (0x00 or 0x11 or 0x12 or 0x21 or 0x22 or 0x31 or 0x32))
            return Invalid("The PROXY header has an unknown family.");
        var addressLength = family switch { 0x11 => 4, 0x21 => 16, _ => 0 };
        if (command == 1 && length < 2 * addressLength + (addressLength > 0 ? 4 : 0))
            return Invalid("The PROXY header is too short for its addresses.");
        var consumed = FixedLengthV2 + length;
        if (bytes.Length < consumed)
            return ParseResult<ProxyHeader>.Incomplete;
        // LOCAL, or what cannot be the client of a TCP connection: the connection's own addresses hold.
        if (command == 0 || addressLength == 0)
            return ParseResult<ProxyHeader>.Complete(ProxyHeader.Unknown, consumed);
        var addresses = bytes[FixedLengthV2..];
        var ports = addresses[(2 * addressLength)..];
        return ParseResult<ProxyHeader>.Complete(new ProxyHeader(
            new IPEndPoint(new IPAddress(addresses[..addressLength]), BinaryPrimitives.ReadUInt16BigEndian(ports)),
            new IPEndPoint(new IPAddress(addresses[addressLength..(2 * addressLength)]), BinaryPrimitives.ReadUInt16BigEndian(ports[2..]))),
            consumed);
    }

    private static bool TryAddress(string text, AddressFamily family, out IPAddress address)
    {
        address = IPAddress.None;
        if (text.AsSpan().ContainsAnyExcept(AddressChars) || !IPAddress.TryParse(text, out var parsed) || parsed.AddressFamily != family)
            return false;
        address = parsed;
        // Of IPv4 only the dotted form: "1" would be read as 0.0.0.1, and "010.0.0.1" as octal.
        return family == AddressFamily.InterNetworkV6 || address.ToString() == text;
    }

    private static bool TryPort(string text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && (text.Length == 1 || text[0] != '0');

    private static ParseResult<ProxyHeader> Invalid(string detail) =>
        ParseResult<ProxyHeader>.Invalid(TerminationReason.BadProxyHeader, detail);
}
