using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Tests.Forwarding;

public class RelayedResponseTests
{
    private static readonly HeaderFields Seen = [new("X", "1")];

    [Theory(DisplayName = "RFC 9112 6.1 and 9.3: how a response is framed for its client")]
    [InlineData(BodyKind.None, false, true, BodyCoding.AsItCame, null, null)]
    [InlineData(BodyKind.None, true, true, BodyCoding.AsItCame, null, "keep-alive")]
    [InlineData(BodyKind.ContentLength, false, true, BodyCoding.AsItCame, null, null)]
    [InlineData(BodyKind.ContentLength, true, true, BodyCoding.AsItCame, null, "keep-alive")]
    [InlineData(BodyKind.Chunked, false, true, BodyCoding.AsItCame, "chunked", null)]
    [InlineData(BodyKind.Chunked, true, false, BodyCoding.Content, null, "close")]
    [InlineData(BodyKind.UntilClose, false, true, BodyCoding.Chunked, "chunked", null)]
    [InlineData(BodyKind.UntilClose, true, false, BodyCoding.AsItCame, null, "close")]
    public void Framing(BodyKind kind, bool http10, bool persists, BodyCoding coding, string? transfer, string? connection)
    {
        var request = new RequestHead("GET", "/", []) { IsHttp10 = http10 };
        var relayed = RelayedResponse.Of(request, new ResponseHead(200, "Fine", []), new BodyFraming(kind), Seen, persists: true);
        Assert.Equal((coding, persists), (relayed.Coding, relayed.Persists));
        Assert.Equal((transfer, connection), (relayed.Head.Fields.First("Transfer-Encoding"), relayed.Head.Fields.First("Connection")));
        Assert.Equal(("1", 200, "Fine"), (relayed.Head.Fields.First("X"), relayed.Head.Status, relayed.Head.Reason));
    }

    [Fact(DisplayName = "RFC 9112 9.6: a connection that is to end says so")]
    public void Close()
    {
        var relayed = RelayedResponse.Of(new RequestHead("GET", "/", []), new ResponseHead(200, "", []),
            new BodyFraming(BodyKind.ContentLength, 1), Seen, persists: false);
        Assert.Equal((false, "close"), (relayed.Persists, relayed.Head.Fields.First("Connection")));
    }

    [Theory(DisplayName = "RFC 9110 15.5.22: a 426 says to what, where that is WebSocket")]
    [InlineData(426, "websocket", true, "websocket", "Upgrade")]
    [InlineData(426, "h2c, WebSocket", false, "websocket", "Upgrade, close")]
    [InlineData(426, "TLS/1.3", true, null, null)]
    [InlineData(200, "websocket", true, null, null)]
    public void Upgrade(int status, string offered, bool persists, string? upgrade, string? connection)
    {
        var fields = RelayedResponse.Of(new RequestHead("GET", "/", []), new ResponseHead(status, "", [new("Upgrade", offered)]),
            new BodyFraming(BodyKind.ContentLength), Seen, persists).Head.Fields;
        Assert.Equal((upgrade, connection), (fields.First("Upgrade"), fields.First("Connection")));
    }

    [Fact(DisplayName = "RFC 9110 6.6.2: announced trailers stay announced where they pass")]
    public void Trailer()
    {
        var response = new ResponseHead(200, "", [new("Trailer", "X-Sum"), new("Trailer", "X-Time")]);
        var framing = new BodyFraming(BodyKind.Chunked);
        var request = new RequestHead("GET", "/", []);
        Assert.Equal("X-Sum, X-Time", RelayedResponse.Of(request, response, framing, Seen, true).Head.Fields.First("Trailer"));
        Assert.Null(RelayedResponse.Of(request with { IsHttp10 = true }, response, framing, Seen, true).Head.Fields.First("Trailer"));
    }

    [Theory(DisplayName = "RFC 9110 5.6.1: empty members of Trailer are none")]
    [InlineData(null, "", "")]
    [InlineData("a", "", "a")]
    [InlineData("a, b", "a,", ", b ,")]
    public void EmptyTrailers(string? expected, params string[] values)
    {
        HeaderFields fields = [.. values.Select(value => new HeaderField("Trailer", value.Trim()))];
        var framing = new BodyFraming(BodyKind.Chunked);
        var request = new RequestHead("POST", "/", [new("Host", "a"), new("Transfer-Encoding", "chunked"), .. fields]);
        Assert.True(HttpRequestRules.TryCheck(request, out var received, out _));

        var response = RelayedResponse.Of(request, new ResponseHead(200, "", fields), framing, Seen, true).Head;
        var passed = HttpForwarding.Framed(new RequestHead("POST", "/", []), received, framing);

        Assert.Equal(expected, response.Fields.First("Trailer"));
        Assert.Equal(expected, passed.Fields.First("Trailer"));
        Assert.NotEmpty(HeadWriter.ToArray(response));
    }
}
