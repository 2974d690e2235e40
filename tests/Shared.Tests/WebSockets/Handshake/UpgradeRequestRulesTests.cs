using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;
using static ActorProxy.Shared.Tests.WebSockets.Handshake.Handshakes;

namespace ActorProxy.Shared.Tests.WebSockets.Handshake;

public class UpgradeRequestRulesTests
{
    private static void Refused(TerminationReason reason, string detailPart, RequestHead head)
    {
        var refusal = Assert.IsType<UpgradeRefusal>(UpgradeRequestRules.Check(head));
        Assert.Equal(reason, refusal.Reason);
        Assert.Contains(detailPart, refusal.Detail);
    }

    [Fact(DisplayName = "RFC 6455 4.2.1: a complete handshake is accepted")]
    public void Whole()
    {
        var request = Accepted(Request);
        Assert.Equal(Key, request.Key);
        Assert.Equal("server.example.com", request.Host);
        Assert.Equal("/chat?x=1", request.Target);
        Assert.Equal("/chat", request.Path);
        Assert.Equal(["chat", "superchat"], request.Subprotocols);
        Assert.Equal("permessage-deflate; client_max_window_bits", request.Extensions);
        Assert.Same(Request.Fields, request.Fields);
    }

    [Fact(DisplayName = "RFC 6455 4.2.1: subprotocols, extensions and Origin are optional")]
    public void Minimal()
    {
        var request = Accepted(Request.With("Sec-WebSocket-Protocol").With("Sec-WebSocket-Extensions").With("Origin"));
        Assert.Empty(request.Subprotocols);
        Assert.Null(request.Extensions);
        Assert.Null(Accepted(Request.With("Sec-WebSocket-Extensions", ",,")).Extensions);
        Assert.Equal("a, b", Accepted(Request.With("Sec-WebSocket-Extensions", "a", ",", "b")).Extensions);
    }

    [Theory(DisplayName = "RFC 6455 4.2.1: tokens of Upgrade and Connection compare in any case, among others")]
    [InlineData("WebSocket", "UPGRADE")]
    [InlineData("h2c, websocket", "keep-alive,upgrade , x")]
    public void Tokens(string upgrade, string connection) => Accepted(Request.With("Upgrade", upgrade).With("Connection", connection));

    [Theory(DisplayName = "RFC 9110 5.1 and 5.5: names are tokens, values have no control characters")]
    [InlineData("x-client-subject ", "1", "name")]
    [InlineData("x-real-ip: 2001:db8:", "1", "name")]
    [InlineData(" folded", "1", "name")]
    [InlineData("x", "a\u0001b", "value")]
    public void Fields(string name, string value, string what) => Refused(TerminationReason.BadRequest, what, Request.With(name, value));

    [Theory(DisplayName = "RFC 9110 15.5.22: a request for anything else than websocket is UpgradeRequired")]
    [InlineData("h2c")]
    [InlineData("websocket/13")]
    [InlineData("websockets")]
    [InlineData("")]
    [InlineData(null)]
    public void NotWebSocket(string? upgrade)
    {
        var head = upgrade is null ? Request.With("Upgrade") : Request.With("Upgrade", upgrade);
        Assert.False(UpgradeRequestRules.IsWebSocket(head));
        Refused(TerminationReason.UpgradeRequired, "Upgrade: websocket", head);
        Refused(TerminationReason.UpgradeRequired, "Upgrade: websocket", head with { Method = "POST" });
    }

    [Theory(DisplayName = "RFC 6455 4.2.1 (1): the method is GET, exactly")]
    [InlineData("POST")]
    [InlineData("get")]
    [InlineData("CONNECT")]
    public void Method(string method) => Refused(TerminationReason.BadRequest, "GET", Request with { Method = method });

    [Fact(DisplayName = "RFC 6455 4.2.1 (4): Connection names upgrade")]
    public void Connection()
    {
        Refused(TerminationReason.BadRequest, "Connection", Request.With("Connection"));
        Refused(TerminationReason.BadRequest, "Connection", Request.With("Connection", "keep-alive"));
        Accepted(Request.With("Connection", "keep-alive", "Upgrade"));
    }

    [Theory(DisplayName = "RFC 9110 7.6.1: Connection must not name fields that are not hop-by-hop")]
    [InlineData("Host")]
    [InlineData("authorization")]
    [InlineData("Cookie")]
    [InlineData("Origin")]
    [InlineData("X-Forwarded-For")]
    [InlineData("x-forwarded-anything")]
    [InlineData("Forwarded")]
    [InlineData("X-Real-IP")]
    [InlineData("Sec-WebSocket-Key")]
    public void ConnectionNames(string name)
    {
        Refused(TerminationReason.BadRequest, name, Request.With("Connection", $"Upgrade, {name}"));
        Refused(TerminationReason.BadRequest, name, Request.With("Connection", "Upgrade", name));
    }

    [Fact(DisplayName = "RFC 9110 7.6.1: a connection option is a token")]
    public void ConnectionOptions()
    {
        Refused(TerminationReason.BadRequest, "token", Request.With("Connection", "Upgrade, a b"));
        Accepted(Request.With("Connection", "Upgrade, X-Mine"));
    }

    [Fact(DisplayName = "RFC 9112 3.2: exactly one valid Host")]
    public void Host()
    {
        Refused(TerminationReason.BadRequest, "exactly one Host", Request.With("Host"));
        Refused(TerminationReason.BadRequest, "exactly one Host", Request.With("Host", "a", "a"));
        Refused(TerminationReason.BadRequest, "Host field is no host", Request.With("Host", "u@a"));
        Refused(TerminationReason.BadRequest, "Host field is no host", Request.With("Host", ""));
    }

    [Fact(DisplayName = "RFC 9112 3.2.2: a target in absolute-form is reduced, if it names the same host")]
    public void Target()
    {
        Assert.Equal("/a?b", Accepted(Request with { Target = "http://server.example.com:8080/a?b" }).Target);
        Refused(TerminationReason.BadRequest, "host in the request target", Request with { Target = "http://other/a" });
        Refused(TerminationReason.BadRequest, "target", Request with { Target = "*" });
    }

    [Fact(DisplayName = "RFC 6455 4.1: no body")]
    public void Body()
    {
        Refused(TerminationReason.BadRequest, "body", Request.With("Content-Length", "1"));
        Refused(TerminationReason.BadRequest, "body", Request.With("Content-Length", "0", "1"));
        Refused(TerminationReason.BadRequest, "body", Request.With("Content-Length", "00"));
        Refused(TerminationReason.BadRequest, "body", Request.With("Transfer-Encoding", "chunked"));
        Accepted(Request.With("Content-Length", "0"));
    }

    [Fact(DisplayName = "RFC 6455 4.2.1 (6) and 4.4: version 13, exactly once, else UpgradeRequired")]
    public void Version()
    {
        Refused(TerminationReason.UpgradeRequired, "13", Request.With("Sec-WebSocket-Version"));
        Refused(TerminationReason.UpgradeRequired, "13", Request.With("Sec-WebSocket-Version", "8"));
        Refused(TerminationReason.UpgradeRequired, "13", Request.With("Sec-WebSocket-Version", "13, 8"));
        Refused(TerminationReason.UpgradeRequired, "13", Request.With("Sec-WebSocket-Version", "13", "13"));
    }

    [Fact(DisplayName = "RFC 6455 4.2.1 (5): exactly one key of 16 bytes")]
    public void KeyField()
    {
        Refused(TerminationReason.BadRequest, "exactly one Sec-WebSocket-Key", Request.With("Sec-WebSocket-Key"));
        Refused(TerminationReason.BadRequest, "exactly one Sec-WebSocket-Key", Request.With("Sec-WebSocket-Key", Key, Key));
        Refused(TerminationReason.BadRequest, "16 bytes", Request.With("Sec-WebSocket-Key", "short"));
    }

    [Fact(DisplayName = "RFC 6455 4.1 (10): subprotocols are distinct tokens")]
    public void Subprotocols()
    {
        Refused(TerminationReason.BadRequest, "token", Request.With("Sec-WebSocket-Protocol", "a b"));
        Refused(TerminationReason.BadRequest, "twice", Request.With("Sec-WebSocket-Protocol", "a, b, a"));
        Refused(TerminationReason.BadRequest, "twice", Request.With("Sec-WebSocket-Protocol", "a", "a"));
        Assert.Equal(["a", "A", "b"], Accepted(Request.With("Sec-WebSocket-Protocol", "a, A", "b")).Subprotocols);
    }

    [Theory(DisplayName = "RFC 6455 9.1: extensions are names with parameters")]
    [InlineData("a", true)]
    [InlineData("a; b; c=1; d=\"e\", f", true)]
    [InlineData("a b", false)]
    [InlineData("a;", false)]
    [InlineData("a; b=", false)]
    [InlineData("a; b=\"c d\"", false)]
    [InlineData("; b", false)]
    public void Extensions(string value, bool valid)
    {
        var head = Request.With("Sec-WebSocket-Extensions", value);
        if (valid)
            Assert.Equal(value, Accepted(head).Extensions);
        else
            Refused(TerminationReason.BadRequest, "Extensions", head);
    }
}
