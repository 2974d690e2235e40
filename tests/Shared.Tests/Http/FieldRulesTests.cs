using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Tests.Http;

public class FieldRulesTests
{
    [Theory(DisplayName = "RFC 9110 5.1 and 5.5: a token, and a value without control characters and white space at its ends")]
    [InlineData("x-real-ip", "a b\tc")]
    [InlineData("!#$%&'*+-.^_`|~09az", "")]
    [InlineData("x", "\xe9\xff")]
    public void Valid(string name, string value)
    {
        Assert.Null(FieldRules.Error([new("a", "b"), new(name, value)]));
        Assert.Null(FieldRules.Http2Error([new("a", "b"), new(name, value)]));
    }

    [Theory(DisplayName = "RFC 9110 5.1 and 5.5, RFC 9113 8.2.1: anything else is none")]
    [InlineData("x-real-ip ", "1")]
    [InlineData("x-real-ip: 2001:db8:", "1")]
    [InlineData("x\ty", "1")]
    [InlineData(" folded", "1")]
    [InlineData("a\u0001b", "1")]
    [InlineData("a\xe9", "1")]
    [InlineData("", "1")]
    [InlineData("x", "a\0b")]
    [InlineData("x", "a\r\nb: c")]
    [InlineData("x", "a\u001b")]
    [InlineData("x", "a\u007f")]
    [InlineData("x", " a")]
    [InlineData("x", "a\t")]
    [InlineData("x", "\u0100")]
    public void Invalid(string name, string value)
    {
        Assert.NotNull(FieldRules.Error([new("a", "b"), new(name, value)]));
        Assert.NotNull(FieldRules.Http2Error([new("a", "b"), new(name, value)]));
    }

    [Theory(DisplayName = "RFC 9113 8.2.2: HTTP/2 has no fields of a connection, and only trailers in TE")]
    [InlineData("connection", "close")]
    [InlineData("keep-alive", "timeout=5")]
    [InlineData("Proxy-Connection", "keep-alive")]
    [InlineData("transfer-encoding", "chunked")]
    [InlineData("Upgrade", "websocket")]
    [InlineData("te", "gzip")]
    public void ConnectionSpecific(string name, string value)
    {
        Assert.Null(FieldRules.Error([new(name, value)]));
        Assert.NotNull(FieldRules.Http2Error([new("te", "trailers"), new(name, value)]));
    }

    [Fact(DisplayName = "RFC 9110 6.5.1: trailers pass")]
    public void Trailers() => Assert.Null(FieldRules.Http2Error([new("te", "trailers")]));
}
