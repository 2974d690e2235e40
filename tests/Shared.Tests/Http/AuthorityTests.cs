using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Tests.Http;

public class AuthorityTests
{
    [Theory(DisplayName = "RFC 9110 7.2: Host is a host with an optional port; the host is lowered")]
    [InlineData("example.com", "example.com", null)]
    [InlineData("EXAMPLE.com:8080", "example.com", 8080)]
    [InlineData("a_b-c.d", "a_b-c.d", null)]
    [InlineData("example.com.:80", "example.com.", 80)]
    [InlineData("127.0.0.1:0", "127.0.0.1", 0)]
    [InlineData("h:65535", "h", 65535)]
    [InlineData("h:", "h", null)]
    [InlineData("[::1]", "[::1]", null)]
    [InlineData("[2001:DB8::1]:443", "[2001:db8::1]", 443)]
    [InlineData("[::ffff:192.0.2.1]", "[::ffff:192.0.2.1]", null)]
    public void Valid(string text, string host, int? port)
    {
        Assert.True(Authority.TryParse(text, out var authority));
        Assert.Equal(new Authority(host, port), authority);
    }

    [Theory(DisplayName = "RFC 3986 3.2: no userinfo, white space, broken literal or port out of range")]
    [InlineData("")]
    [InlineData(":80")]
    [InlineData("user@host")]
    [InlineData("user:pw@host")]
    [InlineData("a b")]
    [InlineData(" a")]
    [InlineData("a, b")]
    [InlineData("a/b")]
    [InlineData("a%20b")]
    [InlineData("h:65536")]
    [InlineData("h:-1")]
    [InlineData("h:8x")]
    [InlineData("h:000080")]
    [InlineData("h:80:80")]
    [InlineData("::1")]
    [InlineData("[::1")]
    [InlineData("[::1]x")]
    [InlineData("[[::1]]")]
    [InlineData("[::1%eth0]")]
    [InlineData("[::1/64]")]
    [InlineData("[127.0.0.1]")]
    [InlineData("[]")]
    [InlineData("h\xe9")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData(".example")]
    [InlineData("a..b")]
    [InlineData("a.b..")]
    [InlineData("a..:80")]
    [InlineData("a~b")]
    [InlineData("a!b")]
    [InlineData("[v1.a]")]
    public void Invalid(string text) => Assert.False(Authority.TryParse(text, out _));

    [Fact(DisplayName = "RFC 3986 3.2.2: a host has at most 255 characters")]
    public void Length()
    {
        Assert.True(Authority.TryParse(new string('a', 255), out _));
        Assert.False(Authority.TryParse(new string('a', 256), out _));
    }
}
