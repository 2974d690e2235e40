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
}
