using ActorProxy.Shared.Http;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Shared.Tests.WebSockets.Handshake;

public sealed class ExtendedConnectTests
{
    private static readonly RequestHead Connect = new("CONNECT", "/chat?a",
        [new("Host", "example.com"), new("Sec-WebSocket-Version", "13"), new("Sec-WebSocket-Key", "theirs"),
            new("Origin", "https://example.com")]);

    [Fact] // RFC 8441 section 5
    public void A_connect_becomes_an_upgrade_that_keeps_the_rules_with_a_key_of_ours()
    {
        var first = Assert.IsType<UpgradeRequest>(UpgradeRequestRules.Check(ExtendedConnect.ToUpgrade(Connect)));
        var second = Assert.IsType<UpgradeRequest>(UpgradeRequestRules.Check(ExtendedConnect.ToUpgrade(Connect)));

        Assert.Equal(("example.com", "/chat?a", "https://example.com"), (first.Host, first.Target, first.Fields.First("Origin")));
        Assert.NotEqual(first.Key, second.Key);
    }

    [Fact]
    public void A_connect_of_another_version_is_refused()
    {
        var head = Connect with { Fields = [new("Host", "example.com"), new("Sec-WebSocket-Version", "8")] };
        Assert.IsType<UpgradeRefusal>(UpgradeRequestRules.Check(ExtendedConnect.ToUpgrade(head)));
    }

    [Fact] // RFC 8441 section 5
    public void An_upgrade_becomes_a_connect_without_what_is_of_HTTP_1_1()
    {
        var connect = ExtendedConnect.FromUpgrade(Handshakes.Request);

        Assert.Equal(("CONNECT", "/chat?x=1"), (connect.Method, connect.Target));
        Assert.Equal(["Host", "Sec-WebSocket-Version", "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions", "Origin"],
            connect.Fields.Select(field => field.Name));
    }

    [Fact]
    public void A_101_becomes_a_200_without_what_is_of_HTTP_1_1()
    {
        HeaderFields fields =
        [
            new("Upgrade", "websocket"), new("Connection", "Upgrade"), new("Sec-WebSocket-Accept", "x"),
            new("Sec-WebSocket-Protocol", "chat"),
        ];
        var head = ExtendedConnect.Accepted(new UpgradeAccepted(new ResponseHead(101, "Switching Protocols", fields), "chat", null));
        Assert.Equal(200, head.Status);
        Assert.Equal([new("Sec-WebSocket-Protocol", "chat")], head.Fields);
    }

    [Theory] // RFC 9110 section 9.3.6
    [InlineData(200, false)]
    [InlineData(204, false)]
    [InlineData(302, true)]
    [InlineData(403, true)]
    public void No_success_of_a_backend_is_relayed(int status, bool relayed) => Assert.Equal(relayed, ExtendedConnect.CanRelay(status));
}
