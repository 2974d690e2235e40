using ActorProxy.Shared.Names;

namespace ActorProxy.Shared.Tests.Names;

public class NameServerTests
{
    [Theory]
    [InlineData("10.0.0.10", "10.0.0.10", 53)]
    [InlineData("10.0.0.10:5353", "10.0.0.10:5353", 5353)]
    [InlineData("2001:db8::10", "2001:db8::10", 53)]
    [InlineData("[2001:db8::10]:5353", "[2001:db8::10]:5353", 5353)]
    public void An_address_and_perhaps_a_port(string text, string written, int port)
    {
        Assert.True(NameServer.TryParse(text, out var server, out _));
        Assert.Equal(port, server.Port);
        Assert.Equal(written, server.ToString());
        Assert.True(NameServer.TryParse(written, out var again, out _));
        Assert.Equal(server, again);
    }

    [Theory]
    [InlineData("dns.example")]
    [InlineData("10.0.0.10:0")]
    [InlineData("10.0.0.10:x")]
    [InlineData("10.0.0.10:65536")]
    [InlineData("")]
    [InlineData(":53")]
    public void Anything_else_is_told(string text)
    {
        Assert.False(NameServer.TryParse(text, out _, out var error));
        Assert.Contains("ADDRESS:PORT", error);
    }
}
