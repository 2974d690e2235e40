using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;
using static ActorProxy.Shared.Tests.Http.HeadBytes;

namespace ActorProxy.Shared.Tests.Http;

public class ResponseHeadParserTests
{
    private static void Refused(string detailPart, ParseResult<ResponseHead> result)
    {
        Assert.True(result.IsInvalid, $"is {result.Status}");
        Assert.Equal(TerminationReason.BackendBadHandshake, result.Reason);
        Assert.Contains(detailPart, result.Detail);
    }

    [Fact(DisplayName = "RFC 9112 4: status line, field lines, empty line; frames that follow at once are not consumed")]
    public void Whole()
    {
        const string Head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";
        var result = Response(Head + "\x81\x00");
        Assert.Equal(new ResponseHead(101, "Switching Protocols", [new("Upgrade", "websocket")]), result.Head);
        Assert.Equal(Head.Length, result.Consumed);
    }

    [Theory(DisplayName = "RFC 9112 4: the reason phrase may be empty or have obs-text")]
    [InlineData("")]
    [InlineData("Tr\xe8s bien\t!")]
    public void Reason(string reason) => Assert.Equal(reason, Response($"HTTP/1.1 200 {reason}\r\n\r\n").Head!.Reason);

    [Fact(DisplayName = "RFC 9112 4: the space behind the code may be missing with the phrase, as small devices have it")]
    public void NoPhrase() => Assert.Equal(new ResponseHead(101, "", [new("A", "b")]), Response("HTTP/1.1 101\r\nA: b\r\n\r\n").Head);

    [Fact(DisplayName = "RFC 9112 2.3: HTTP/1.0 is told apart from HTTP/1.1")]
    public void Version()
    {
        Assert.True(Response("HTTP/1.0 200 OK\r\n\r\n").Head!.IsHttp10);
        Assert.False(Response("HTTP/1.1 200 OK\r\n\r\n").Head!.IsHttp10);
    }

    [Theory(DisplayName = "RFC 9112 4: a status line is HTTP-version SP 3DIGIT SP reason")]
    [InlineData("HTTP/1.1 20", "status line")]
    [InlineData("HTTP/1.1 200OK", "status line")]
    [InlineData("HTTP/1.1  200 OK", "status line")]
    [InlineData("HTTP/1.1 20 OK", "status line")]
    [InlineData("HTTP/1.1 2000 OK", "status line")]
    [InlineData("HTTP/1.1 2x0 OK", "no number")]
    [InlineData("HTTP/1.1 099 Low", "between")]
    [InlineData("HTTP/1.1 600 High", "between")]
    [InlineData("HTTP/1.2 200 OK", "status line")]
    [InlineData("HTTP/2.0 200 OK", "no HTTP/1")]
    [InlineData("http/1.1 200 OK", "no HTTP/1")]
    [InlineData("ICY 200 OK", "no HTTP/1")]
    [InlineData("", "no HTTP/1")]
    [InlineData("HTTP/1.1 200 a\0b", "reason phrase")]
    public void StatusLine(string line, string detail) => Refused(detail, Response(line + "\r\n\r\n"));

    [Fact(DisplayName = "RFC 9112 4: what cannot become a response is refused at its first bytes")]
    public void NoHttp()
    {
        Refused("no HTTP/1", Response("SSH-2.0"));
        Assert.Equal(ParseStatus.Incomplete, Response("HTT").Status);
        Assert.Equal(ParseStatus.Incomplete, Response("").Status);
    }

    [Theory(DisplayName = "RFC 9112 5.1: white space before the colon is removed from a response")]
    [InlineData("A : b")]
    [InlineData("A\t \t:b")]
    public void SpaceBeforeColon(string line) =>
        Assert.Equal(new ResponseHead(200, "OK", [new("A", "b")]), Response($"HTTP/1.1 200 OK\r\n{line}\r\n\r\n").Head);

    [Theory(DisplayName = "RFC 9112 2.2, 5.1, 5.2: field lines are read as strictly as those of requests else")]
    [InlineData("A b: c\r\n", "no token")]
    [InlineData(" : b\r\n", "folding")]
    [InlineData(": b\r\n", "no token")]
    [InlineData("A\u000b: b\r\n", "no token")]
    [InlineData("A: b\r\n c\r\n", "folding")]
    [InlineData("A: b\n", "bare LF")]
    [InlineData("A: b\u0001\r\n", "control")]
    public void Fields(string lines, string detail) => Refused(detail, Response($"HTTP/1.1 200 OK\r\n{lines}\r\n"));

    [Fact(DisplayName = "RFC 6585 5: the limits hold for responses")]
    public void Limits()
    {
        Refused("fields", Response("HTTP/1.1 200 OK\r\nA: 1\r\nB: 2\r\n", new HeadLimits(MaxFields: 1)));
        Refused("bytes", Response("HTTP/1.1 200 OK\r\nA: 1", new HeadLimits(20)));
    }

    [Theory(DisplayName = "RFC 9110 15.2: 1xx but 101 is interim")]
    [InlineData(100, true)]
    [InlineData(101, false)]
    [InlineData(103, true)]
    [InlineData(200, false)]
    public void Interim(int status, bool interim) => Assert.Equal(interim, new ResponseHead(status, "", []).IsInterim);
}
