using System.Net;
using ActorProxy.Shared.Text;
using CsCheck;

namespace ActorProxy.Shared.Tests.Text;

public class AddressTextTests
{
    [Fact]
    public void Every_address_is_read_as_it_is_printed() => Gen.OneOf(Gen.Byte.Array[4], Gen.Byte.Array[16]).Sample(bytes =>
    {
        var address = new IPAddress(bytes);
        Assert.Equal(address, Read(address.ToString()));
        Assert.Equal(bytes.Length == 16 ? address : null, Read($"[{address}]"));
    });

    [Theory]
    [InlineData("::", "::")]
    [InlineData("[::]", "::")]
    [InlineData("2001:DB8:0::7", "2001:db8::7")]
    [InlineData("::ffff:192.0.2.7", "::ffff:192.0.2.7")]
    [InlineData("fe80::1%1", "fe80::1%1")]
    [InlineData("[fe80::1%1]", "fe80::1%1")]
    public void An_address_has_several_forms(string text, string address) => Assert.Equal(address, Read(text)?.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("localhost")]
    [InlineData("[]")]
    [InlineData("[::1")]
    [InlineData("::1]")]
    [InlineData("]::1[")]
    [InlineData("[[::1]]")]
    [InlineData("[::1]:80")]
    [InlineData("[127.0.0.1]")]
    [InlineData("127.0.0.1:80")]
    [InlineData("127.0.0.1/32")]
    [InlineData("::1/128")]
    [InlineData("1")]
    [InlineData("8080")]
    [InlineData("127.1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("010.0.0.1")]
    [InlineData("256.0.0.1")]
    [InlineData(" ::1")]
    [InlineData("fe80::1%")]
    [InlineData("fe80::1%no-such-interface")]
    public void What_is_none_is_not_guessed_at(string text) => Assert.Null(Read(text));

    private static IPAddress? Read(string text)
    {
        Assert.Equal(AddressText.TryParse(text, out var address), address is not null);
        return address;
    }
}
