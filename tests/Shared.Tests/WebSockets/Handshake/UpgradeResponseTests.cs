using ActorProxy.Shared.Http;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Shared.Tests.WebSockets.Handshake;

public class UpgradeResponseTests
{
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
}
