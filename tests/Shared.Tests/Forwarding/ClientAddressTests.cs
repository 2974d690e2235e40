using System.Net;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Tests.Forwarding;

public class ClientAddressTests
{
    private static readonly ForwardingPolicy Policy = new() { TrustedPeers = [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("fd00::/8")] };

    [Theory]
    [InlineData("192.0.2.9", "1.1.1.1", "192.0.2.9")]
    [InlineData("10.0.0.1", null, "10.0.0.1")]
    [InlineData("10.0.0.1", "1.1.1.1", "1.1.1.1")]
    [InlineData("::ffff:10.0.0.1", "1.1.1.1", "1.1.1.1")]
    [InlineData("10.0.0.1", "6.6.6.6, 1.1.1.1, 10.0.0.2", "1.1.1.1")]
    [InlineData("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3")]
    [InlineData("fd00::1", "2001:db8::1, [fd00::2]:443", "2001:db8::1")]
    [InlineData("10.0.0.1", "1.1.1.1:5000", "1.1.1.1")]
    [InlineData("10.0.0.1", "1.1.1.1, unknown, 10.0.0.2", "10.0.0.2")]
    [InlineData("10.0.0.1", "1", "10.0.0.1")]
    [InlineData("10.0.0.1", "010.0.0.9", "10.0.0.1")]
    [InlineData("10.0.0.1", "1.1.1.1/8", "10.0.0.1")]
    public void Is_the_rightmost_that_is_not_trusted(string peer, string? forwardedFor, string expected)
    {
        HeaderFields fields = forwardedFor is null ? [] : [new("X-Forwarded-For", forwardedFor)];
        Assert.Equal(IPAddress.Parse(expected), ClientAddress.From(IPAddress.Parse(peer), fields, Policy));
    }

    [Fact(DisplayName = "RFC 9110 5.3: several X-Forwarded-For fields are one list")]
    public void SeveralFields() => Assert.Equal(IPAddress.Parse("2.2.2.2"),
        ClientAddress.From(IPAddress.Parse("10.0.0.1"), [new("X-Forwarded-For", "1.1.1.1"), new("X-Forwarded-For", "2.2.2.2")], Policy));
}
