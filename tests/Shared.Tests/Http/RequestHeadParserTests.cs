using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;
using static ActorProxy.Shared.Tests.Http.HeadBytes;

namespace ActorProxy.Shared.Tests.Http;

public class RequestHeadParserTests
{
    private static void Refused(TerminationReason reason, string detailPart, ParseResult<RequestHead> result)
    {
        Assert.True(result.IsInvalid, $"is {result.Status}");
        Assert.Equal(reason, result.Reason);
        Assert.Contains(detailPart, result.Detail);
    }

    [Fact(DisplayName = "RFC 9112 2.1: request line, field lines, empty line; what follows is not consumed")]
    public void Whole()
    {
        const string Head = "GET /a?b HTTP/1.1\r\nHost: h\r\nX: 1\r\nx:2\r\n\r\n";
        var result = Request(Head + "rest");
        Assert.True(result.IsComplete);
        Assert.Equal(Head.Length, result.Consumed);
        Assert.Equal(new RequestHead("GET", "/a?b", [new("Host", "h"), new("X", "1"), new("x", "2")]), result.Head);
    }

    [Fact(DisplayName = "RFC 9112 2.1: a head may have no fields")]
    public void NoFields() => Assert.Empty(Request("GET / HTTP/1.1\r\n\r\n").Head!.Fields);

    [Theory(DisplayName = "RFC 9112 2.2: one CRLF before the request line is ignored, two are not")]
    [InlineData("\r\nGET / HTTP/1.1\r\n\r\n", ParseStatus.Complete)]
    [InlineData("\r\n\r\nGET / HTTP/1.1\r\n\r\n", ParseStatus.Invalid)]
    public void LeadingEmptyLine(string text, ParseStatus status)
    {
        var result = Request(text);
        Assert.Equal(status, result.Status);
        if (result.IsComplete)
            Assert.Equal(text.Length, result.Consumed);
    }

    [Theory(DisplayName = "RFC 9112 2.2: a bare LF or CR is no line end")]
    [InlineData("GET / HTTP/1.1\nHost: h\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\n\n")]
    [InlineData("GET / HTTP/1.1\n")]
    [InlineData("GET / HTTP/1.1\rHost: h\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\rX: 1\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\r\nHost: h\r\n\r\n")]
    [InlineData("\nGET / HTTP/1.1\r\n\r\n")]
    public void BareLineEnds(string text) => Refused(TerminationReason.BadRequest, "", Request(text));

    [Theory(DisplayName = "RFC 9112 3: request line is method SP target SP HTTP-version with exactly one space each")]
    [InlineData("GET  / HTTP/1.1", "target")]
    [InlineData("GET /  HTTP/1.1", "target")]
    [InlineData("GET / HTTP/1.1 ", "HTTP/1.1")]
    [InlineData("GET\t/ HTTP/1.1", "one space")]
    [InlineData("GET /", "one space")]
    [InlineData("GET /a b HTTP/1.1", "target")]
    [InlineData("GET", "one space")]
    [InlineData("G(T / HTTP/1.1", "method")]
    [InlineData(" GET / HTTP/1.1", "method")]
    [InlineData("\u0016\u0003\u0001 / HTTP/1.1", "no HTTP")]
    public void RequestLine(string line, string detail) => Refused(TerminationReason.BadRequest, detail, Request(line + "\r\n\r\n"));

    [Theory(DisplayName = "RFC 9112 2.3: a version is two digits, and its name is case-sensitive")]
    [InlineData("HTTP/1.10")]
    [InlineData("HTTP/1")]
    [InlineData("HTTP/1.")]
    [InlineData("HTTP/1.x")]
    [InlineData("HTTPS/1.1")]
    [InlineData("http/1.1")]
    public void Version(string version) =>
        Refused(TerminationReason.BadRequest, "does not end in HTTP/1.1", Request($"GET / {version}\r\nHost: h\r\n\r\n"));

    [Theory(DisplayName = "RFC 9110 15.6.6: versions other than 1.1 and 1.0 are not supported")]
    [InlineData("HTTP/0.9")]
    [InlineData("HTTP/1.2")]
    [InlineData("HTTP/2.0")]
    [InlineData("HTTP/3.0")]
    public void VersionNotSupported(string version) =>
        Refused(TerminationReason.VersionNotSupported, "neither 1.1 nor 1.0", Request($"GET / {version}\r\nHost: h\r\n\r\n"));

    [Theory(DisplayName = "RFC 9112 2.3: HTTP/1.0 is told apart from HTTP/1.1")]
    [InlineData("HTTP/1.0", true)]
    [InlineData("HTTP/1.1", false)]
    public void Http10(string version, bool is10) => Assert.Equal(is10, Request($"GET / {version}\r\nHost: h\r\n\r\n").Head!.IsHttp10);

    [Theory(DisplayName = "RFC 9112 3.2: the target has no control character and nothing beyond ASCII")]
    [InlineData('\t')]
    [InlineData('\0')]
    [InlineData('\x7f')]
    [InlineData('\x80')]
    [InlineData('\xe9')]
    public void Target(char c) => Refused(TerminationReason.BadRequest, "target", Request($"GET /{c} HTTP/1.1\r\n\r\n"));

    [Theory(DisplayName = "RFC 9112 5.1: no white space between name and colon")]
    [InlineData("Host : h")]
    [InlineData("Host\t: h")]
    public void SpaceBeforeColon(string line) =>
        Refused(TerminationReason.BadRequest, "Header line 2 has white space between name and colon",
            Request($"GET / HTTP/1.1\r\nA: b\r\n{line}\r\n\r\n"));

    [Theory(DisplayName = "RFC 9112 5.2: obsolete line folding is refused")]
    [InlineData(" folded")]
    [InlineData("\tfolded")]
    public void Folding(string line) =>
        Refused(TerminationReason.BadRequest, "folding", Request($"GET / HTTP/1.1\r\nA: b\r\n{line}\r\n\r\n"));

    [Theory(DisplayName = "RFC 9110 5.1: a field name is a token")]
    [InlineData(": v", "no token")]
    [InlineData("a b: v", "no token")]
    [InlineData("a\xe9: v", "no token")]
    [InlineData("a\"b: v", "no token")]
    [InlineData("no colon", "no colon")]
    public void FieldName(string line, string detail) =>
        Refused(TerminationReason.BadRequest, detail, Request($"GET / HTTP/1.1\r\n{line}\r\n\r\n"));

    [Theory(DisplayName = "RFC 9110 5.5: a field value has no control character but HTAB")]
    [InlineData('\0')]
    [InlineData('\x01')]
    [InlineData('\x0b')]
    [InlineData('\x1f')]
    [InlineData('\x7f')]
    public void FieldValue(char c) => Refused(TerminationReason.BadRequest, "control", Request($"GET / HTTP/1.1\r\nA: b{c}c\r\n\r\n"));

    [Theory(DisplayName = "RFC 9112 5.1: white space around the value is not part of it; the value may be empty")]
    [InlineData("A: \t b\tc  \t", "b\tc")]
    [InlineData("A:", "")]
    [InlineData("A:   ", "")]
    [InlineData("A::", ":")]
    public void Trimmed(string line, string value) =>
        Assert.Equal(value, Request($"GET / HTTP/1.1\r\n{line}\r\n\r\n").Head!.Fields.First("A"));

    [Fact(DisplayName = "RFC 9110 5.5: bytes from 0x80 pass unchanged (obs-text)")]
    public void ObsText() =>
        Assert.Equal("caf\xc3\xa9 \xff", Request("GET / HTTP/1.1\r\nA: caf\xc3\xa9 \xff\r\n\r\n").Head!.Fields.First("A"));

    [Fact(DisplayName = "RFC 9112 3: a target of exactly the limit passes, one byte more is TargetTooLong")]
    public void TargetLimit()
    {
        var limits = new HeadLimits(MaxTargetBytes: 50);
        Assert.True(Request($"GET /{new string('a', 49)} HTTP/1.1\r\n\r\n", limits).IsComplete);
        Refused(TerminationReason.TargetTooLong, "50", Request($"GET /{new string('a', 50)} HTTP/1.1\r\n\r\n", limits));
    }

    [Fact(DisplayName = "RFC 9112 3: a target too long is refused before its line is complete")]
    public void TargetLimitEarly()
    {
        var limits = new HeadLimits(MaxTargetBytes: 50);
        Assert.Equal(ParseStatus.Incomplete, Request($"GET /{new string('a', 49)}", limits).Status);
        Refused(TerminationReason.TargetTooLong, "50", Request($"GET /{new string('a', 50)}", limits));
        Refused(TerminationReason.TargetTooLong, "50", Request($"\r\nGET /{new string('a', 50)}", limits));
    }

    [Fact(DisplayName = "Where the method alone fills the head, the head is too large, however much of the target has come")]
    public void TargetBeyondTheHeadLimit()
    {
        var limits = new HeadLimits(MaxHeadBytes: 20, MaxTargetBytes: 5);
        var bytes = Latin1("AAAAAAAAAAAAAAAAAA /long/target HTTP/1.1\r\n\r\n");
        Refused(TerminationReason.HeadTooLarge, "20 bytes", RequestHeadParser.Parse(bytes.AsSpan(0, 20), limits));
        Refused(TerminationReason.HeadTooLarge, "20 bytes", RequestHeadParser.Parse(bytes, limits));
    }

    [Fact(DisplayName = "RFC 6585 5: a head of exactly the limit passes, one byte more is HeadTooLarge, however much follows")]
    public void HeadLimit()
    {
        var head = $"GET / HTTP/1.1\r\nA: {new string('a', 100)}\r\n\r\n";
        Assert.True(Request(head + "and much more", new HeadLimits(head.Length)).IsComplete);
        Refused(TerminationReason.HeadTooLarge, "bytes", Request(head, new HeadLimits(head.Length - 1)));
    }

    [Fact(DisplayName = "RFC 6585 5: a head too large is refused before it is complete")]
    public void HeadLimitEarly()
    {
        var part = $"GET / HTTP/1.1\r\nA: {new string('a', 100)}";
        Assert.Equal(ParseStatus.Incomplete, Request(part, new HeadLimits(part.Length + 1)).Status);
        Refused(TerminationReason.HeadTooLarge, "bytes", Request(part, new HeadLimits(part.Length)));
        Refused(TerminationReason.HeadTooLarge, "bytes", Request(new string('A', 50), new HeadLimits(50, MaxTargetBytes: 10)));
    }

    [Theory(DisplayName = "RFC 9110 9.1: what is longer than any method is none, before its line is complete")]
    [InlineData(64, "", ParseStatus.Incomplete)]
    [InlineData(64, " / HTTP/1.1\r\n\r\n", ParseStatus.Complete)]
    [InlineData(65, "", ParseStatus.Invalid)]
    [InlineData(65, " / HTTP/1.1\r\n\r\n", ParseStatus.Invalid)]
    public void MethodLimit(int length, string rest, ParseStatus expected)
    {
        foreach (var before in new[] { "", "\r\n" })
        {
            var result = Request($"{before}{new string('A', length)}{rest}", HeadLimits.Default);
            Assert.Equal(expected, result.Status);
            if (expected == ParseStatus.Invalid)
                Refused(TerminationReason.BadRequest, "more than 64 bytes", result);
        }
    }

    [Fact(DisplayName = "RFC 6585 5: as many fields as the limit pass, one more is HeadTooLarge, and early")]
    public void FieldLimit()
    {
        var limits = new HeadLimits(MaxFields: 2);
        Assert.True(Request("GET / HTTP/1.1\r\nA: 1\r\nB: 2\r\n\r\n", limits).IsComplete);
        Refused(TerminationReason.HeadTooLarge, "2 fields", Request("GET / HTTP/1.1\r\nA: 1\r\nB: 2\r\nC: 3\r\n\r\n", limits));
        Refused(TerminationReason.HeadTooLarge, "2 fields", Request("GET / HTTP/1.1\r\nA: 1\r\nB: 2\r\nC: 3\r\n", limits));
        Assert.Equal(ParseStatus.Incomplete, Request("GET / HTTP/1.1\r\nA: 1\r\nB: 2\r\nC: 3", limits).Status);
    }

    [Fact]
    public void Usual_names_are_not_allocated_anew()
    {
        var a = Request("GET / HTTP/1.1\r\nSec-WebSocket-Version: 13\r\n\r\n").Head!.Fields[0];
        var b = Request("GET / HTTP/1.1\r\nSec-WebSocket-Version: 13\r\n\r\n").Head!.Fields[0];
        Assert.Same(a.Name, b.Name);
        Assert.Same(a.Value, b.Value);
    }
}
