using System.Net;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Tests.WebSockets.Handshake;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Shared.Tests.Forwarding;

public class UpstreamRequestTests
{
    private static readonly ClientInfo Client = new(IPAddress.Parse("192.0.2.9"), "http", "id");

    private static RequestHead Build(RequestHead head)
    {
        var (request, host) = (Handshakes.Accepted(head), head.Fields.First("Host")!);
        var told = ForwardingFields.Apply(UpstreamRequest.Passed(request), Client, host, ForwardingPolicy.Default);
        return UpstreamRequest.Head(request.Target, host, told);
    }

    [Fact(DisplayName = "RFC 9110 7.6.1: hop-by-hop fields are ours; the handshake, cookies and credentials pass untouched")]
    public void Whole()
    {
        var head = Handshakes.Request.With("Connection", "Upgrade, X-Hop").With("X-Hop", "1").With("Upgrade", "h2c, WebSocket")
            .With("Cookie", "c").With("Authorization", "a").With("Content-Length", "0");
        Assert.Equal(new RequestHead("GET", "/chat?x=1",
        [
            new("Host", "Server.example.com:8080"),
            new("Connection", "Upgrade"),
            new("Upgrade", "websocket"),
            new("Sec-WebSocket-Key", Handshakes.Key),
            new("Sec-WebSocket-Version", "13"),
            new("Sec-WebSocket-Protocol", "chat, superchat"),
            new("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"),
            new("Origin", "http://example.com"),
            new("Cookie", "c"),
            new("Authorization", "a"),
            new("X-Forwarded-For", "192.0.2.9"),
            new("X-Forwarded-Proto", "http"),
            new("X-Forwarded-Host", "Server.example.com:8080"),
            new("X-Request-Id", "id"),
        ]), Build(head));
    }

    [Theory(DisplayName = "RFC 6455 4.1 and 9.1: an offer of nothing is left out")]
    [InlineData("")]
    [InlineData(", ,")]
    public void EmptyOffers(string value)
    {
        var fields = Build(Handshakes.Request.With("Sec-WebSocket-Protocol", value).With("Sec-WebSocket-Extensions", value)).Fields;
        Assert.False(fields.Has("Sec-WebSocket-Protocol"));
        Assert.False(fields.Has("Sec-WebSocket-Extensions"));
        Assert.Equal(["chat"], Build(Handshakes.Request.With("Sec-WebSocket-Protocol", value, "chat")).Fields.Values(
            "Sec-WebSocket-Protocol"));
    }

    [Fact(DisplayName = "RFC 9112 3.2.2: the backend gets origin-form")]
    public void OriginForm() =>
        Assert.Equal("/a", Build(Handshakes.Request with { Target = "http://server.example.com:8080/a" }).Target);

    [Fact(DisplayName = "RFC 6455 4.2.1: what is sent on is itself a valid upgrade")]
    public void StillValid() => Assert.IsType<UpgradeRequest>(UpgradeRequestRules.Check(Build(Handshakes.Request)));
}
