using ActorProxy.Shared.Http;
using ActorProxy.Shared.WebSockets.Handshake;
using static ActorProxy.Shared.Tests.WebSockets.Handshake.Handshakes;

namespace ActorProxy.Shared.Tests.WebSockets.Handshake;

/// <summary>What a backend may answer to a WebSocket on a stream of HTTP/2 (RFC 8441 section 5).</summary>
public sealed class StreamAnswerTests
{
    private static readonly UpgradeRequest Sent = Accepted(Request);

    private static readonly ResponseHead Connected = new(200, "", [new("Server", "b")]) { IsHttp20 = true };

    [Fact]
    public void A_200_is_the_101_that_the_client_of_HTTP_1_1_waits_for()
    {
        var accepted = Assert.IsType<UpgradeAccepted>(Check(Connected));

        Assert.Equal(ProtocolVersion.Http20, accepted.Head.Version);
        var head = UpgradeResponse.Switching(accepted);
        Assert.Equal((101, ProtocolVersion.Http11), (head.Status, head.Version));
        Assert.Equal(
            [new("Upgrade", "websocket"), new("Connection", "Upgrade"), new("Sec-WebSocket-Accept", Accept), new("Server", "b")],
            head.Fields);
    }

    [Fact] // RFC 8441 section 5.1, RFC 9113 section 8.2.2
    public void What_is_of_HTTP_1_1_has_no_meaning_in_it()
    {
        var head = Connected.With("Sec-WebSocket-Accept", "x").With("Upgrade", "h2c").With("Connection", "Server")
            .With("Transfer-Encoding", "gzip");

        var accepted = Assert.IsType<UpgradeAccepted>(Check(head));

        Assert.Equal(Accept, accepted.Head.Fields.First("Sec-WebSocket-Accept"));
        Assert.Equal(1, accepted.Head.Fields.CountOf("Sec-WebSocket-Accept"));
        Assert.False(accepted.Head.Fields.Has("Transfer-Encoding"));
    }

    [Fact]
    public void What_was_offered_may_be_chosen_and_nothing_else()
    {
        var accepted = Assert.IsType<UpgradeAccepted>(
            Check(Connected.With("Sec-WebSocket-Protocol", "chat").With("Sec-WebSocket-Extensions", "permessage-deflate")));
        Assert.Equal(("chat", "permessage-deflate"), (accepted.Subprotocol, accepted.Extensions));

        Assert.IsType<UpgradeBroken>(Check(Connected.With("Sec-WebSocket-Protocol", "other")));
        Assert.IsType<UpgradeBroken>(Check(Connected.With("Sec-WebSocket-Extensions", "other")));
        Assert.IsType<UpgradeBroken>(UpgradeResponseRules.CheckStream(
            Connected.With("Sec-WebSocket-Extensions", "permessage-deflate"), Sent, extensionsOffered: false));
    }

    [Theory]
    [InlineData(101)] // RFC 9113 section 8.6
    [InlineData(201)] // RFC 9110 section 9.3.6
    [InlineData(204)]
    public void Another_success_is_none(int status) =>
        Assert.Contains($"{status}", Assert.IsType<UpgradeBroken>(Check(Connected with { Status = status })).Detail);

    [Theory]
    [InlineData(302)]
    [InlineData(403)]
    [InlineData(501)] // RFC 9220 section 3: of one that does not know websocket
    public void Anything_else_is_an_ordinary_answer(int status)
    {
        var head = Connected with { Status = status };

        var declined = Assert.IsType<UpgradeDeclined>(Check(head.With("Transfer-Encoding", "chunked")));

        Assert.Equal((BodyKind.UntilClose, ProtocolVersion.Http20), (declined.Framing.Kind, declined.Head.Version));
        Assert.Equal(new BodyFraming(BodyKind.ContentLength, 2),
            Assert.IsType<UpgradeDeclined>(Check(head.With("Content-Length", "2"))).Framing);
    }

    private static UpgradeAnswer Check(ResponseHead head) => UpgradeResponseRules.CheckStream(head, Sent, extensionsOffered: true);
}
