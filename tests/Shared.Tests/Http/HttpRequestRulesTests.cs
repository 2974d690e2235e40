using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Shared.Tests.Http;

public class HttpRequestRulesTests
{
    private static readonly HeaderField Host = new("Host", "Example.com:8080");

    [Theory(DisplayName = "RFC 9112 3.2: origin-form, and absolute-form of the same authority")]
    [InlineData("/a?b")]
    [InlineData("http://example.com:8080/a?b")]
    [InlineData("https://EXAMPLE.com:8080/a?b")]
    public void Good(string target)
    {
        Assert.True(HttpRequestRules.TryCheck(new RequestHead("GET", target, [Host]), out var request, out _));
        Assert.Equal(("GET", "example.com", "/a?b"), (request.Method, request.Host, request.Target));
    }

    [Theory(DisplayName = "RFC 9112 6: a body that has one end")]
    [InlineData("Content-Length", "0")]
    [InlineData("Content-Length", "9223372036854775807")]
    [InlineData("Transfer-Encoding", "Chunked")]
    public void Framed(string name, string value) =>
        Assert.True(HttpRequestRules.TryCheck(new RequestHead("POST", "/", [Host, new(name, value)]), out _, out _));

    [Theory(DisplayName = "RFC 9112 6: a body that two readers could end differently is refused")]
    [InlineData("Content-Length", "")]
    [InlineData("Content-Length", "+5")]
    [InlineData("Content-Length", "5, 5")]
    [InlineData("Content-Length", "0x5")]
    [InlineData("Content-Length", "-0")]
    [InlineData("Content-Length", "9223372036854775808")]
    [InlineData("Transfer-Encoding", "")]
    [InlineData("Transfer-Encoding", "gzip, chunked")]
    [InlineData("Transfer-Encoding", "chunked, chunked")]
    [InlineData("Transfer-Encoding", "\"chunked\"")]
    public void Unframed(string name, string value) =>
        Assert.Equal(TerminationReason.BadRequest, Refusal(new RequestHead("POST", "/", [Host, new(name, value)])));

    [Theory(DisplayName = "RFC 9110 5.1 and 5.5: names are tokens, values have no control characters, before anything else is looked at")]
    [InlineData("x-real-ip ", "1")]
    [InlineData("x", "a\u0001b")]
    public void Fields(string name, string value) =>
        Assert.Equal(TerminationReason.BadRequest, Refusal(new RequestHead("TRACE", "/", [Host, new(name, value)])));

    [Fact(DisplayName = "RFC 9112 6.1 and 6.3: one way of framing, once")]
    public void Framed_twice()
    {
        Assert.Equal(TerminationReason.BadRequest, Refusal(
            new RequestHead("POST", "/", [Host, new("Content-Length", "5"), new("Content-Length", "5")])));
        Assert.Equal(TerminationReason.BadRequest, Refusal(
            new RequestHead("POST", "/", [Host, new("Content-Length", "5"), new("transfer-encoding", "chunked")])));
    }

    [Theory(DisplayName = "RFC 9110 9.3.6 and 9.3.8: CONNECT and TRACE are not forwarded")]
    [InlineData("CONNECT", "example.com:8080")]
    [InlineData("TRACE", "/")]
    public void Methods(string method, string target) =>
        Assert.Equal(TerminationReason.MethodNotAllowed, Refusal(new RequestHead(method, target, [Host])));

    [Theory(DisplayName = "RFC 9112 3.2: what is not for a route is refused")]
    [InlineData("*")]
    [InlineData("example.com:8080")]
    [InlineData("http://other.example/")]
    [InlineData("ftp://example.com:8080/")]
    [InlineData("/a#b")]
    public void Targets(string target) => Assert.Equal(TerminationReason.BadRequest, Refusal(new RequestHead("GET", target, [Host])));

    [Fact(DisplayName = "RFC 9112 3.2: one valid Host")]
    public void Hosts()
    {
        Assert.Equal(TerminationReason.BadRequest, Refusal(new RequestHead("GET", "/", [])));
        Assert.Equal(TerminationReason.BadRequest, Refusal(new RequestHead("GET", "/", [Host, Host])));
        Assert.Equal(TerminationReason.BadRequest, Refusal(new RequestHead("GET", "/", [new("Host", "a b")])));
    }

    [Theory(DisplayName = "RFC 9110 7.6.1: Connection does not strip what the backend relies on")]
    [InlineData("Authorization")]
    [InlineData("close, X-Forwarded-For")]
    [InlineData("Content-Length")]
    [InlineData("a b")]
    public void Connections(string value) =>
        Assert.Equal(TerminationReason.BadRequest, Refusal(new RequestHead("GET", "/", [Host, new("Connection", value)])));

    private static TerminationReason Refusal(RequestHead head)
    {
        Assert.False(HttpRequestRules.TryCheck(head, out _, out var refusal));
        Assert.NotEmpty(refusal.Detail);
        return refusal.Reason;
    }
}
