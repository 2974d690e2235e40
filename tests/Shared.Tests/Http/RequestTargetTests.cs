using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Tests.Http;

public class RequestTargetTests
{
    private static readonly Authority Host = new("h", 8080);

    [Theory(DisplayName = "RFC 9112 3.2.1 and 3.2.2: origin-form passes, absolute-form of the same host is reduced to it")]
    [InlineData("/a?b=c", "/a?b=c")]
    [InlineData("//a", "//a")]
    [InlineData("http://h:8080/a?b", "/a?b")]
    [InlineData("HTTPS://H:8080/a", "/a")]
    [InlineData("ws://h:8080", "/")]
    [InlineData("wss://h:8080?x=/y", "/?x=/y")]
    public void Reduced(string target, string expected)
    {
        Assert.True(RequestTarget.TryReduce(target, Host, out var originForm, out _));
        Assert.Equal(expected, originForm);
    }

    [Theory(DisplayName = "RFC 9112 3.2: another host, another form and fragments are refused")]
    [InlineData("http://other:8080/")]
    [InlineData("http://h/")]
    [InlineData("http://u@h:8080/")]
    [InlineData("ftp://h:8080/")]
    [InlineData("http:///a")]
    [InlineData("h:8080")]
    [InlineData("*")]
    [InlineData("a/b")]
    [InlineData("/a#b")]
    public void Refused(string target)
    {
        Assert.False(RequestTarget.TryReduce(target, Host, out var originForm, out var error));
        Assert.Null(originForm);
        Assert.NotEmpty(error);
    }

    [Theory(DisplayName = "RFC 9110 4.2.3: a port that is the scheme's is as good as none, and case does not matter")]
    [InlineData("http://h/a", "H:80", true)]
    [InlineData("http://h:80/a", "h", true)]
    [InlineData("http://h:/a", "h", true)]
    [InlineData("wss://h:443/a", "h:", true)]
    [InlineData("https://h/a", "h:443", true)]
    [InlineData("http://h:443/a", "h", false)]
    [InlineData("https://h:80/a", "h", false)]
    [InlineData("http://h/a", "h:8080", false)]
    public void DefaultPort(string target, string host, bool same)
    {
        Assert.True(Authority.TryParse(host, out var authority));
        Assert.Equal(same, RequestTarget.TryReduce(target, authority, out _, out _));
    }

    [Theory(DisplayName = "RFC 9112 3.2.4: OPTIONS may ask about the server as a whole")]
    [InlineData("*", "*")]
    [InlineData("http://h:8080", "*")]
    [InlineData("http://h:8080/", "/")]
    [InlineData("http://h:8080?a", "/?a")]
    [InlineData("/", "/")]
    public void Asterisk(string target, string expected)
    {
        Assert.True(RequestTarget.TryReduce(target, Host, out var reduced, out _, "OPTIONS"));
        Assert.Equal(expected, reduced);
    }
}
