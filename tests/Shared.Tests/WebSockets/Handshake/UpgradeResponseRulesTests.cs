using ActorProxy.Shared.Http;
using ActorProxy.Shared.WebSockets.Handshake;
using static ActorProxy.Shared.Tests.WebSockets.Handshake.Handshakes;

namespace ActorProxy.Shared.Tests.WebSockets.Handshake;

public class UpgradeResponseRulesTests
{
    private static readonly UpgradeRequest Sent = Accepted(Request);

    private static UpgradeAnswer Check(ResponseHead head, bool extensionsOffered = true) =>
        UpgradeResponseRules.Check(head, Sent, extensionsOffered);

    private static void Broken(string detailPart, ResponseHead head, bool extensionsOffered = true) =>
        Assert.Contains(detailPart, Assert.IsType<UpgradeBroken>(Check(head, extensionsOffered)).Detail);

    [Fact(DisplayName = "RFC 6455 4.2.2: a 101 with the right Accept is accepted")]
    public void Minimal() => Assert.Equal(new UpgradeAccepted(Response, null, null), Check(Response));

    [Fact(DisplayName = "RFC 6455 4.2.2: a subprotocol and extensions that were offered are accepted")]
    public void Negotiated()
    {
        var head = Response.With("Sec-WebSocket-Protocol", "superchat")
            .With("Sec-WebSocket-Extensions", "permessage-deflate; server_no_context_takeover");
        Assert.Equal(new UpgradeAccepted(head, "superchat", "permessage-deflate; server_no_context_takeover"), Check(head));
    }

    [Fact(DisplayName = "RFC 6455 4.2.2: the 101 is HTTP/1.1")]
    public void Version() => Broken("HTTP/1.0", Response with { IsHttp10 = true });

    [Fact(DisplayName = "RFC 6455 4.1 (2): Upgrade is websocket and nothing else, in any case")]
    public void Upgrade()
    {
        Broken("Upgrade", Response.With("Upgrade"));
        Broken("Upgrade", Response.With("Upgrade", "h2c"));
        Broken("Upgrade", Response.With("Upgrade", "websocket, h2c"));
        Broken("Upgrade", Response.With("Upgrade", "websocket", "websocket"));
        Assert.IsType<UpgradeAccepted>(Check(Response.With("Upgrade", "WebSocket")));
    }

    [Fact(DisplayName = "RFC 6455 4.1 (3): Connection names upgrade, and no field of the handshake")]
    public void Connection()
    {
        Broken("Connection", Response.With("Connection"));
        Broken("Connection", Response.With("Connection", "close"));
        Broken("Connection", Response.With("Connection", "Upgrade, Sec-WebSocket-Accept"));
        Assert.IsType<UpgradeAccepted>(Check(Response.With("Connection", "keep-alive, upgrade")));
    }

    [Fact(DisplayName = "RFC 6455 4.1 (4): exactly one Accept that answers the key")]
    public void AcceptField()
    {
        Broken("Accept", Response.With("Sec-WebSocket-Accept"));
        Broken("Accept", Response.With("Sec-WebSocket-Accept", "AAAA"));
        Broken("Accept", Response.With("Sec-WebSocket-Accept", Accept.ToLowerInvariant()));
        Broken("Accept", Response.With("Sec-WebSocket-Accept", Accept, Accept));
    }

    [Fact(DisplayName = "RFC 6455 4.1 (5): no extension that was not offered")]
    public void Extensions()
    {
        Broken("not offered", Response.With("Sec-WebSocket-Extensions", "permessage-deflate, other"));
        Broken("not offered", Response.With("Sec-WebSocket-Extensions", "permessage-deflate"), extensionsOffered: false);
        Broken("no list", Response.With("Sec-WebSocket-Extensions", "a b"));
    }

    [Fact(DisplayName = "RFC 6455 4.1 (6): at most one subprotocol, one that was offered, compared exactly")]
    public void Subprotocol()
    {
        Broken("subprotocol", Response.With("Sec-WebSocket-Protocol", "other"));
        Broken("subprotocol", Response.With("Sec-WebSocket-Protocol", "Chat"));
        Broken("subprotocol", Response.With("Sec-WebSocket-Protocol", "chat, superchat"));
        Broken("subprotocol", Response.With("Sec-WebSocket-Protocol", ""));
        Broken("more than one", Response.With("Sec-WebSocket-Protocol", "chat", "chat"));
    }

    [Theory(DisplayName = "RFC 9112 6.3: a 101 ends with its head whatever its fields say")]
    [InlineData("Content-Length", "0")]
    [InlineData("Content-Length", "5")]
    [InlineData("Transfer-Encoding", "chunked")]
    public void Body(string name, string value) => Assert.IsType<UpgradeAccepted>(Check(Response.With(name, value)));

    [Theory(DisplayName = "RFC 6455 4.1 (1): any other final status is an ordinary response")]
    [InlineData(200)]
    [InlineData(302)]
    [InlineData(401)]
    [InlineData(503)]
    public void Declined(int status)
    {
        var head = new ResponseHead(status, "", [new("Content-Length", "3")]) { IsHttp10 = true };
        Assert.Equal(new UpgradeDeclined(head, new BodyFraming(BodyKind.ContentLength, 3)), Check(head));
    }

    [Fact(DisplayName = "RFC 9112 6.3: an ordinary response whose end cannot be told is not relayed")]
    public void Framing() => Broken("both", new ResponseHead(200, "", [new("Content-Length", "3"), new("Transfer-Encoding", "chunked")]));

    [Fact(DisplayName = "RFC 9110 15.2: an interim response is no answer")]
    public void Interim() => Broken("103", new ResponseHead(103, "", []));
}
