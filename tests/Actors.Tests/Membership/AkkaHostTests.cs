using System.Net;
using ActorProxy.Actors.Membership;

namespace ActorProxy.Actors.Tests.Membership;

public sealed class AkkaHostTests
{
    [Theory]
    [InlineData("node-1.example.org", "node-1.example.org")]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("fd00::1", "[fd00::1]")]
    [InlineData("[FD00::0:1]", "[fd00::1]")]
    public void An_address_of_IPv6_is_in_brackets(string host, string written) => Assert.Equal(written, AkkaHost.Of(host));

    [Fact]
    public void It_is_read_as_the_address_that_it_is_of() =>
        Assert.Equal(IPAddress.IPv6Loopback, IPAddress.Parse(AkkaHost.Of(IPAddress.IPv6Loopback)));
}
