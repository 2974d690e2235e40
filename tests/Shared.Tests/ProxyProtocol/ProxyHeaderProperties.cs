using System.Net;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.ProxyProtocol;
using CsCheck;

namespace ActorProxy.Shared.Tests.ProxyProtocol;

public class ProxyHeaderProperties
{
    private static readonly Gen<IPAddress> V4 = Gen.Byte.Array[4].Select(b => new IPAddress(b));
    private static readonly Gen<IPAddress> V6 = Gen.Byte.Array[16].Select(b => new IPAddress(b));

    private static readonly Gen<ProxyHeader> Header = Gen.OneOf(Of(V4), Of(V6), Gen.Const(ProxyHeader.Unknown));

    private static readonly Gen<ProxyProtocolMode> Mode = Gen.OneOfConst(ProxyProtocolMode.V1, ProxyProtocolMode.V2);

    // Near enough to headers to get past their beginnings.
    private static readonly Gen<byte[]> Garbage = Gen.Select(
        Gen.OneOf(
            Gen.Const(Array.Empty<byte>()),
            Gen.Const("PROXY TCP4 "u8.ToArray()),
            Gen.Const("PROXY TCP6 "u8.ToArray()),
            Gen.Const("\r\n\r\n\0\r\nQUIT\n\x21"u8.ToArray())),
        Gen.OneOf(Gen.Byte, Gen.OneOfConst([.. "0123456789.: \r\n"u8])).Array[0, 120],
        (start, rest) => (byte[])[.. start, .. rest]);

    [Fact]
    public void What_is_written_is_read_the_same_and_no_byte_more() =>
        Gen.Select(Header, Mode, Gen.Byte.Array[0, 20]).Sample((header, mode, rest) =>
    {
        var bytes = ProxyHeaderWriter.Write(mode, header);
        var result = ProxyHeaderParser.Parse([.. bytes, .. rest]);
        return header.Equals(result.Head) && result.Consumed == bytes.Length;
    });

    [Fact]
    public void A_header_is_incomplete_up_to_its_last_byte() => Gen.Select(Header, Mode).Sample((header, mode) =>
    {
        var bytes = ProxyHeaderWriter.Write(mode, header);
        return Enumerable.Range(0, bytes.Length).All(length =>
            ProxyHeaderParser.Parse(bytes.AsSpan(0, length)).Status == ParseStatus.Incomplete);
    });

    [Fact]
    public void Whatever_arrives_in_pieces_ends_as_it_would_in_one() => Garbage.Sample(bytes =>
    {
        var whole = ProxyHeaderParser.Parse(bytes);
        for (var length = 0; length < bytes.Length; length++)
        {
            var part = ProxyHeaderParser.Parse(bytes.AsSpan(0, length));
            if (part.Status != ParseStatus.Incomplete)
                return part.Status == whole.Status && part.Consumed == whole.Consumed && Equals(part.Head, whole.Head);
        }
        return true;
    });

    [Fact]
    public void Addresses_of_two_families_are_both_told_as_IPv6() => Gen.Select(V4, V6, Mode).Sample((source, destination, mode) =>
    {
        var written = ProxyHeaderWriter.Write(mode, new ProxyHeader(new IPEndPoint(source, 1), new IPEndPoint(destination, 2)));
        var read = ProxyHeaderParser.Parse(written).Head!;
        return read.Source!.Address.Equals(source.MapToIPv6())
            && (destination.IsIPv4MappedToIPv6 || read.Destination!.Address.Equals(destination));
    });

    [Fact]
    public void An_IPv4_mapped_address_is_told_as_IPv4_and_a_zone_not_at_all()
    {
        var mapped = new IPEndPoint(IPAddress.Parse("::ffff:10.0.0.1"), 7);
        Assert.Equal("PROXY TCP4 10.0.0.1 10.0.0.1 7 7\r\n"u8.ToArray(),
            ProxyHeaderWriter.Write(ProxyProtocolMode.V1, new ProxyHeader(mapped, mapped)));
        var zoned = new IPEndPoint(IPAddress.Parse("fe80::1%3"), 7);
        Assert.Equal("PROXY TCP6 fe80::1 fe80::1 7 7\r\n"u8.ToArray(),
            ProxyHeaderWriter.Write(ProxyProtocolMode.V1, new ProxyHeader(zoned, zoned)));
    }

    [Fact]
    public void Off_is_nothing() => Assert.Empty(ProxyHeaderWriter.Write(ProxyProtocolMode.Off, ProxyHeader.Unknown));

    // The writer tells IPv4 in IPv6 as IPv4.
    private static Gen<ProxyHeader> Of(Gen<IPAddress> address) =>
        Gen.Select(address, address, Gen.UShort, Gen.UShort, (source, destination, from, to) =>
            new ProxyHeader(new IPEndPoint(source, from), new IPEndPoint(destination, to)));
}
