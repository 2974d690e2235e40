using System.Net;
using System.Text;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.ProxyProtocol;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Shared.Tests.ProxyProtocol;

/// <summary>The PROXY protocol, versions 1 and 2; sections are those of its specification.</summary>
public class ProxyHeaderParserTests
{
    private static readonly byte[] Signature = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    [Theory(DisplayName = "2.1: a line with two addresses")]
    [InlineData("PROXY TCP4 255.255.255.255 1.2.3.4 65535 443\r\n", "255.255.255.255:65535", "1.2.3.4:443")]
    [InlineData("PROXY TCP4 10.0.0.1 10.0.0.2 0 1\r\nGET / HTTP/1.1\r\n", "10.0.0.1:0", "10.0.0.2:1")]
    [InlineData("PROXY TCP6 2001:DB8::1 ::1 56324 443\r\n", "[2001:db8::1]:56324", "[::1]:443")]
    [InlineData("PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n",
        "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535", "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535")]
    public void Version_1(string text, string source, string destination)
    {
        var result = Parse(text);
        Assert.Equal(new ProxyHeader(IPEndPoint.Parse(source), IPEndPoint.Parse(destination)), result.Head);
        Assert.Equal(text.IndexOf("\r\n", StringComparison.Ordinal) + 2, result.Consumed);
    }

    [Theory(DisplayName = "2.1: UNKNOWN, with or without more, keeps the connection's own addresses")]
    [InlineData("PROXY UNKNOWN\r\n")]
    [InlineData("PROXY UNKNOWN ffff::1 ffff::2 65535 65535\r\n")]
    public void Unknown(string text) => Assert.Equal(ProxyHeader.Unknown, Parse(text).Head);

    [Theory(DisplayName = "2.1: what is no header")]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("\x16\x03\x01")]
    [InlineData("PROXZ")]
    [InlineData("proxy TCP4 1.2.3.4 1.2.3.4 1 1\r\n")]
    [InlineData("PROXY TCP5 1.2.3.4 1.2.3.4 1 1\r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1 1 1\r\n")]
    [InlineData("PROXY TCP4  1.2.3.4 1.2.3.4 1 1\r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 ::1 1 1\r\n")]
    [InlineData("PROXY TCP6 1.2.3.4 ::1 1 1\r\n")]
    [InlineData("PROXY TCP6 ::1%1 ::1 1 1\r\n")]
    [InlineData("PROXY TCP6 [::1] ::1 1 1\r\n")]
    [InlineData("PROXY TCP4 1.2.3 1.2.3.4 1 1\r\n")]
    [InlineData("PROXY TCP4 010.2.3.4 1.2.3.4 1 1\r\n")]
    [InlineData("PROXY TCP4 1.2.3.256 1.2.3.4 1 1\r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 65536 1\r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 01 1\r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 +1 1\r\n")]
    [InlineData("PROXY TCP4 1.2.3.4 1.2.3.4 1 1\n\r\n")]
    [InlineData("PROXY UNKNOWN 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\r\n")]
    public void Invalid(string text)
    {
        var result = Parse(text);
        Assert.True(result.IsInvalid);
        Assert.Equal(TerminationReason.BadProxyHeader, result.Reason);
    }

    [Fact(DisplayName = "2.2: binary, with type-length-values behind the addresses")]
    public void Version_2()
    {
        byte[] v4 = [.. Signature, 0x21, 0x11, 0, 15, 10, 0, 0, 1, 10, 0, 0, 2, 0x1F, 0x90, 0x01, 0xBB, 0x04, 0, 0, .. "rest"u8];
        var result = ProxyHeaderParser.Parse(v4);
        Assert.Equal(new ProxyHeader(IPEndPoint.Parse("10.0.0.1:8080"), IPEndPoint.Parse("10.0.0.2:443")), result.Head);
        Assert.Equal(v4.Length - 4, result.Consumed);
        var source = IPAddress.Parse("2001:db8::1");
        byte[] v6 = [.. Signature, 0x21, 0x21, 0, 36, .. source.GetAddressBytes(), .. IPAddress.IPv6Loopback.GetAddressBytes(), 0, 1, 0, 2];
        Assert.Equal(new ProxyHeader(new IPEndPoint(source, 1), new IPEndPoint(IPAddress.IPv6Loopback, 2)),
            ProxyHeaderParser.Parse(v6).Head);
    }

    [Theory(DisplayName = "2.2: LOCAL, and families that are not TCP over IP, keep the connection's own addresses")]
    [InlineData(0x20, 0x00, 0)]
    [InlineData(0x20, 0x11, 12)]
    [InlineData(0x20, 0x11, 0)]
    [InlineData(0x21, 0x00, 7)]
    [InlineData(0x21, 0x12, 12)]
    [InlineData(0x21, 0x31, 216)]
    public void Local(int command, int family, int length)
    {
        byte[] bytes = [.. Signature, (byte)command, (byte)family, 0, (byte)length, .. new byte[length]];
        var result = ProxyHeaderParser.Parse(bytes);
        Assert.Equal((ProxyHeader.Unknown, bytes.Length), (result.Head, result.Consumed));
    }

    [Theory(DisplayName = "2.2: what is no header")]
    [InlineData(0x11, 0x11, 12)]
    [InlineData(0x31, 0x11, 12)]
    [InlineData(0x22, 0x11, 12)]
    [InlineData(0x21, 0x13, 12)]
    [InlineData(0x21, 0x41, 12)]
    [InlineData(0x21, 0x11, 11)]
    [InlineData(0x21, 0x21, 35)]
    public void Invalid_2(int command, int family, int length) =>
        Assert.True(ProxyHeaderParser.Parse([.. Signature, (byte)command, (byte)family, 0, (byte)length, .. new byte[length]]).IsInvalid);

    private static ParseResult<ProxyHeader> Parse(string text) => ProxyHeaderParser.Parse(Encoding.Latin1.GetBytes(text));
}
