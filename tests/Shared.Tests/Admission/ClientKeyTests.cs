using System.Net;
using ActorProxy.Shared.Admission;

namespace ActorProxy.Shared.Tests.Admission;

public class ClientKeyTests
{
    [Theory]
    [InlineData("10.0.0.1", 64, "10.0.0.1")]
    [InlineData("10.0.0.1", 32, "10.0.0.1")]
    [InlineData("::ffff:10.0.0.1", 64, "10.0.0.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", 64, "2001:db8:1:2::")]
    [InlineData("2001:db8:1:2:ffff:ffff:ffff:ffff", 64, "2001:db8:1:2::")]
    [InlineData("2001:db8:1:3::1", 64, "2001:db8:1:3::")]
    [InlineData("2001:db8:1:2ff::1", 56, "2001:db8:1:200::")]
    [InlineData("2001:db8:1:2:3:4:5:6", 32, "2001:db8::")]
    [InlineData("2001:db8:1:2:3:4:5:6", 128, "2001:db8:1:2:3:4:5:6")]
    public void One_client_is_an_IPv4_address_or_a_network_of_IPv6(string address, int prefix, string key) =>
        Assert.Equal(IPAddress.Parse(key), ClientKey.Of(IPAddress.Parse(address), prefix));

    [Fact]
    public void Interfaces_are_told_apart() =>
        Assert.NotEqual(ClientKey.Of(IPAddress.Parse("fe80::1%1"), 64), ClientKey.Of(IPAddress.Parse("fe80::1%2"), 64));
}
