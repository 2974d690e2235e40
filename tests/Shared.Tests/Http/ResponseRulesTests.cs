using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Tests.Http;

public class ResponseRulesTests
{
    private static readonly HeaderField Length2 = new("Content-Length", "2");

    [Fact(DisplayName = "RFC 9112 4 and 6.3: obs-text may be there, a length once, and beside chunked it means nothing")]
    public void Valid()
    {
        Assert.Null(ResponseRules.Error(null, [Length2, new("X", "\xe9")]));
        Assert.Null(ResponseRules.Error("Tr\xe8s\tbien", []));
        Assert.Null(ResponseRules.Error("OK", [Length2, Length2, new("Transfer-Encoding", "chunked")]));
    }

    [Theory(DisplayName = "RFC 9112 6.3: a length that is no number is none")]
    [InlineData("2, 2")]
    [InlineData("-1")]
    [InlineData("+2")]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData("147573952589676412928")]
    public void Length(string value) => Assert.NotNull(ResponseRules.Error("OK", [new("Content-Length", value)]));

    [Fact(DisplayName = "RFC 9112 6.3: and there is one")]
    public void Lengths() => Assert.NotNull(ResponseRules.Error("OK", [Length2, new("content-length", "3")]));

    [Fact(DisplayName = "RFC 9110 5.5 and RFC 9112 4: no control characters")]
    public void Controls()
    {
        Assert.NotNull(ResponseRules.Error("\u001b[31mx", []));
        Assert.NotNull(ResponseRules.Error("OK", [new("X", "a\u0001")]));
    }
}
