using System.Net;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Policies.Headers;
using ActorProxy.Shared.Policies.Rewriting;
using ActorProxy.Shared.Tests.WebSockets.Handshake;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Shared.Tests.Forwarding;

public class UpstreamRequestTests
{
    private static readonly ClientInfo Client = new(IPAddress.Parse("192.0.2.9"), "http", "id");

    private static RequestHead Build(RequestHead head, UpstreamPolicy? policy = null, string prefix = "/") =>
        UpstreamRequest.Build(Handshakes.Accepted(head), Client, policy ?? UpstreamPolicy.Default, prefix);

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

    [Fact(DisplayName = "RFC 6455 9.1: extensions are not offered to the backend when declined")]
    public void DeclineExtensions() =>
        Assert.False(Build(Handshakes.Request, new UpstreamPolicy { DeclineExtensions = true }).Fields.Has("Sec-WebSocket-Extensions"));

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

    [Fact]
    public void Path_host_and_headers_follow_the_route()
    {
        var head = Build(Handshakes.Request, new UpstreamPolicy
        {
            Path = PathRewrite.Replace("/v2"),
            Host = new HostRewrite("backend"),
            Headers = new HeaderRules { Remove = ["Origin", "X-Forwarded-Proto"], Set = [new("X-Forwarded-For", "hidden")] },
        }, "/chat");
        Assert.Equal("/v2?x=1", head.Target);
        Assert.Equal(["backend"], head.Fields.Values("Host"));
        Assert.Equal("Server.example.com:8080", head.Fields.First("X-Forwarded-Host"));
        Assert.Equal(["hidden"], head.Fields.Values("X-Forwarded-For"));
        Assert.False(head.Fields.Has("Origin"));
        Assert.False(head.Fields.Has("X-Forwarded-Proto"));
    }

    [Fact(DisplayName = "RFC 9112 3.2.2: the backend gets origin-form")]
    public void OriginForm() =>
        Assert.Equal("/a", Build(Handshakes.Request with { Target = "http://server.example.com:8080/a" }).Target);

    [Fact(DisplayName = "RFC 6455 4.2.1: what is sent on is itself a valid upgrade")]
    public void StillValid() => Assert.IsType<UpgradeRequest>(UpgradeRequestRules.Check(Build(Handshakes.Request)));
}
