using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Tests.Http;

public class BodyFramingTests
{
    private static ResponseHead Head(int status, params HeaderField[] fields) => new(status, "", HeaderFields.Create(fields));

    private static readonly HeaderField Length5 = new("Content-Length", "5");
    private static readonly HeaderField Chunked = new("Transfer-Encoding", "Chunked");

    public static TheoryData<ResponseHead, BodyFraming> Valid => new()
    {
        { Head(200, Length5), new(BodyKind.ContentLength, 5) },
        { Head(404, new HeaderField("content-length", "0")), new(BodyKind.ContentLength, 0) },
        { Head(200, Chunked), new(BodyKind.Chunked) },
        { Head(200), new(BodyKind.UntilClose) },
        { Head(204), new(BodyKind.None) },
        { Head(304, Length5), new(BodyKind.None) },
        { Head(103), new(BodyKind.None) },
    };

    [Theory(DisplayName = "RFC 9112 6.3: where the body ends")]
    [MemberData(nameof(Valid))]
    public void Read(ResponseHead head, BodyFraming expected)
    {
        Assert.True(BodyFraming.TryRead(head, out var framing, out _));
        Assert.Equal(expected, framing);
    }

    public static TheoryData<ResponseHead> Invalid => new()
    {
        Head(200, Length5, Chunked),
        Head(200, Length5, Length5),
        Head(200, Length5, new HeaderField("Content-Length", "6")),
        Head(200, new HeaderField("Content-Length", "5, 5")),
        Head(200, new HeaderField("Content-Length", "-1")),
        Head(200, new HeaderField("Content-Length", "+1")),
        Head(200, new HeaderField("Content-Length", "0x1")),
        Head(200, new HeaderField("Content-Length", "")),
        Head(200, new HeaderField("Content-Length", "9223372036854775808")),
        Head(200, new HeaderField("Transfer-Encoding", "gzip, chunked")),
        Head(200, new HeaderField("Transfer-Encoding", "")),
        Head(200, Chunked, Chunked),
        Head(204, Length5, Chunked),
        Head(200, Chunked) with { IsHttp10 = true },
    };

    [Theory(DisplayName = "RFC 9112 6.1 and 6.3: framing that can be read in two ways is refused")]
    [MemberData(nameof(Invalid))]
    public void Refused(ResponseHead head)
    {
        Assert.False(BodyFraming.TryRead(head, out _, out var error));
        Assert.NotNull(error);
    }

    [Fact(DisplayName = "RFC 9110 9.3.2: a response to HEAD has no body, whatever it says")]
    public void ToHead()
    {
        Assert.True(BodyFraming.TryRead(Head(200, Length5), "HEAD", out var framing, out _));
        Assert.Equal(BodyKind.None, framing.Kind);
        Assert.True(BodyFraming.TryRead(Head(200, Length5), "GET", out framing, out _));
        Assert.Equal(BodyKind.ContentLength, framing.Kind);
        Assert.False(BodyFraming.TryRead(Head(200, Length5, Length5), "HEAD", out _, out _));
    }

    [Fact(DisplayName = "RFC 9112 6.1: a request of HTTP/1.0 has no Transfer-Encoding")]
    public void Http10()
    {
        var head = new RequestHead("POST", "/", [Chunked]);
        Assert.True(BodyFraming.TryRead(head, out _, out _));
        Assert.False(BodyFraming.TryRead(head with { IsHttp10 = true }, out _, out _));
    }
}
