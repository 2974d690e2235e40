using ActorProxy.Shared.Backends;

namespace ActorProxy.Shared.Tests.Backends;

public class BackendAddressTests
{
    [Theory]
    [InlineData("ws://chat.internal:9000", "chat.internal", 9000, "chat.internal:9000")]
    [InlineData("ws://Chat_1.Internal", "chat_1.internal", 80, "chat_1.internal")]
    [InlineData("http://chat:9000", "chat", 9000, "chat:9000")]
    [InlineData("WS://10.0.0.2:80/", "10.0.0.2", 80, "10.0.0.2")]
    [InlineData("ws://[::1]:9000", "::1", 9000, "[::1]:9000")]
    [InlineData("ws://[2001:DB8::1]", "2001:db8::1", 80, "[2001:db8::1]")]
    public void A_ws_url_gives_host_port_and_authority(string url, string host, int port, string authority)
    {
        Assert.True(BackendAddress.TryParse(url, out var address, out var error), error);
        Assert.Equal((host, port, authority), (address.Host, address.Port, address.Authority));
        Assert.Equal($"ws://{authority}", address.ToString());
    }

    [Theory]
    [InlineData("chat:9000", "'chat:9000' is no backend URL; write ws://HOST:PORT")]
    [InlineData("ftp://chat", "'ftp://chat': scheme 'ftp' is not supported; use ws://, wss://, http:// or https://")]
    [InlineData("ws://chat/base", "'ws://chat/base': a backend URL has no path or query; use the route's replace-prefix to change paths")]
    [InlineData("ws://chat?x=1", "'ws://chat?***': a backend URL has no path or query; use the route's replace-prefix to change paths")]
    [InlineData("ws://me@chat", "'ws://***@chat': a backend URL has no user name")]
    [InlineData("ws://", "'ws://': the host is missing")]
    [InlineData("ws://-a", "'ws://-a': '-a' is no host name and no IP address")]
    [InlineData("ws://[10.0.0.1]", "'ws://[10.0.0.1]': '10.0.0.1' is no host name and no IP address")]
    [InlineData("ws://[fe80::1%eth0]", "'ws://[fe80::1%eth0]': 'fe80::1%eth0' is no host name and no IP address")]
    [InlineData("ws://[::%]", "'ws://[::%]': '::%' is no host name and no IP address")]
    [InlineData("ws://[[::1]", "'ws://[[::1]': '[::1' is no host name and no IP address")]
    [InlineData("ws://010.0.0.1", "'ws://010.0.0.1': '010.0.0.1' is no host name and no IP address")]
    [InlineData("ws://10.1", "'ws://10.1': '10.1' is no host name and no IP address")]
    [InlineData("ws://0x7f", "'ws://0x7f': '0x7f' is no host name and no IP address")]
    [InlineData("ws://0._", "'ws://0._': '0._' is no host name and no IP address")]
    [InlineData("ws://::1:9000", "'ws://::1:9000': cannot read host and port; an IPv6 address needs brackets, as in ws://[::1]:9000")]
    [InlineData("ws://chat:0", "'ws://chat:0': port '0' is not a number from 1 to 65535")]
    [InlineData("ws://chat:65536", "'ws://chat:65536': port '65536' is not a number from 1 to 65535")]
    [InlineData("ws://chat:+80", "'ws://chat:+80': port '+80' is not a number from 1 to 65535")]
    [InlineData("ws://chat:", "'ws://chat:': port '' is not a number from 1 to 65535")]
    public void What_is_no_ws_url_is_refused_with_the_reason(string url, string expected)
    {
        Assert.False(BackendAddress.TryParse(url, out _, out var error));
        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData("wss://chat", 443, "wss://chat")]
    [InlineData("WSS://chat:443/", 443, "wss://chat")]
    [InlineData("wss://chat:80", 80, "wss://chat:80")]
    public void A_wss_url_is_an_address_with_TLS_and_a_default_port_of_its_own(string url, int port, string text)
    {
        Assert.True(BackendAddress.TryParse(url, out var address, out var error), error);
        Assert.Equal((port, true, text), (address.Port, address.Tls, address.ToString()));
        Assert.NotEqual(new BackendAddress("chat", port), address);
    }

    [Fact]
    public void Only_an_ip_literal_needs_no_resolving()
    {
        Assert.NotNull(new BackendAddress("127.0.0.1", 1).Literal);
        Assert.NotNull(new BackendAddress("::1", 1).Literal);
        Assert.Null(new BackendAddress("localhost", 1).Literal);
    }
}
