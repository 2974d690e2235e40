using ActorProxy.Shared.Http;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Shared.Tests.WebSockets.Handshake;

public class UpgradeResponseTests
{
    private static HeaderFields Relayed(int status, BodyKind kind, params HeaderField[] fields) =>
        UpgradeResponse.Relayed(new UpgradeDeclined(new(status, "R", HeaderFields.Create(fields)), new(kind))).Fields;

    [Fact(DisplayName = "RFC 9110 7.6.1: of a 101 the hop-by-hop fields are ours, all others pass")]
    public void Switching()
    {
        var head = Handshakes.Response.With("Connection", "Upgrade, X-Hop").With("X-Hop", "1").With("Keep-Alive", "5")
            .With("Set-Cookie", "a", "b");
        var ours = UpgradeResponse.Switching(new UpgradeAccepted(head, null, null));
        Assert.Equal(new ResponseHead(101, "Switching Protocols",
        [
            new("Upgrade", "websocket"),
            new("Connection", "Upgrade"),
            new("Sec-WebSocket-Accept", Handshakes.Accept),
            new("Set-Cookie", "a"),
            new("Set-Cookie", "b"),
        ]), ours);
    }

    [Fact(DisplayName = "RFC 9110 8.6 and RFC 9112 6.1: a 101 has neither Content-Length nor Transfer-Encoding")]
    public void SwitchingWithoutBody()
    {
        var accepted = new UpgradeAccepted(Handshakes.Response.With("Content-Length", "0").With("Transfer-Encoding", "chunked"), null,
            null);
        Assert.Equal(UpgradeResponse.Switching(new UpgradeAccepted(Handshakes.Response, null, null)), UpgradeResponse.Switching(accepted));
        Assert.Equal(ExtendedConnect.Accepted(new UpgradeAccepted(Handshakes.Response, null, null)), ExtendedConnect.Accepted(accepted));
    }

    [Fact(DisplayName = "RFC 9112 9.6: a relayed response says that the connection closes; its length stays")]
    public void Length() => Assert.Equal(
        [new("A", "b"), new("Content-Length", "3"), new("Connection", "close")],
        Relayed(401, BodyKind.ContentLength, new("Connection", "keep-alive"), new("A", "b"), new("Keep-Alive", "1"),
            new("Content-Length", "3")));

    [Fact(DisplayName = "RFC 9112 6.1: chunked stays, because the body is relayed byte by byte")]
    public void Chunked() => Assert.Equal(
        [new("Connection", "close"), new("Transfer-Encoding", "chunked")],
        Relayed(200, BodyKind.Chunked, new HeaderField("transfer-encoding", "Chunked")));

    [Fact(DisplayName = "RFC 9110 8.6: a 204 has no Content-Length")]
    public void NoContent() =>
        Assert.Equal([new("Connection", "close")], Relayed(204, BodyKind.None, new HeaderField("Content-Length", "0")));

    [Fact(DisplayName = "RFC 9110 15.5.22: a relayed 426 still says what to upgrade to")]
    public void UpgradeRequired() => Assert.Equal(
        [new("Sec-WebSocket-Version", "8"), new("Upgrade", "websocket"), new("Connection", "Upgrade, close")],
        Relayed(426, BodyKind.UntilClose, new("Upgrade", "websocket"), new("Connection", "Upgrade"), new("Sec-WebSocket-Version", "8")));
}
