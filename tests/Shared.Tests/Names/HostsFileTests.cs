using System.Net;
using ActorProxy.Shared.Names;

namespace ActorProxy.Shared.Tests.Names;

public class HostsFileTests
{
    [Fact]
    public void A_line_is_an_address_and_its_names()
    {
        var hosts = HostsFile.Parse("""
            127.0.0.1 localhost # this machine
            ::1	localhost ip6-localhost
            127.0.0.1 localhost
            10.0.0.1   Chat.example  chat
            nonsense chat
            """);
        Assert.Equal([IPAddress.Loopback, IPAddress.IPv6Loopback], hosts.AddressesOf("LOCALHOST"));
        Assert.Equal([IPAddress.Parse("10.0.0.1")], hosts.AddressesOf("chat"));
        Assert.Equal([IPAddress.Parse("10.0.0.1")], hosts.AddressesOf("chat.example"));
        Assert.Empty(hosts.AddressesOf("other"));
    }
}
