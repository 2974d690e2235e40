using System.Net;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Tests.Forwarding;

public class HttpForwardingTests
{
    private static readonly ClientInfo Client = new(IPAddress.Parse("192.0.2.1"), "http", "id-1");

    [Fact(DisplayName = "RFC 9110 7.6.1: hop-by-hop fields are stripped, forwarding fields added, Host is first")]
    public void Request()
    {
        var head = Forward([new("Connection", "close, X-Mine"), new("X-Mine", "1"), new("Accept", "*/*"), new("Host", "example.com"),
            new("Transfer-Encoding", "chunked"), new("Upgrade", "h2c"), new("X_Real_IP", "10.0.0.1")]);
        Assert.Equal(("POST", "/a?b"), (head.Method, head.Target));
        Assert.Equal(
            [new("Host", "example.com"), new("Accept", "*/*"), new("X-Forwarded-For", "192.0.2.1"), new("X-Forwarded-Proto", "http"),
                new("X-Forwarded-Host", "example.com"), new("X-Request-Id", "id-1")],
            head.Fields);
    }

    [Theory(DisplayName = "RFC 9110 10.1.4: of TE only trailers is about the whole way")]
    [InlineData("trailers", "trailers")]
    [InlineData("gzip;q=0.5, Trailers", "trailers")]
    [InlineData("gzip", null)]
    public void Trailers(string te, string? expected) =>
        Assert.Equal(expected, Forward([new("Host", "a"), new("TE", te)]).Fields.First("TE"));

    [Fact(DisplayName = "RFC 9110 7.6.3: Via where it is asked for")]
    public void Via()
    {
        HeaderFields fields = [new("Host", "a"), new("Via", "1.0 other")];
        Assert.Equal(["1.0 other", "1.1 actorproxy"], Forward(fields, ProtocolVersion.Http11).Fields.Values("Via"));
        Assert.Equal(["1.0 other", "2.0 actorproxy"], Forward(fields, ProtocolVersion.Http20).Fields.Values("Via"));
        Assert.Equal(["1.0 other"], Forward([new("Host", "a"), new("Via", "1.0 other")]).Fields.Values("Via"));
        Assert.Equal(["1.1 actorproxy"], HttpForwarding.Response(200, [], via: ProtocolVersion.Http11).Values("Via"));
        Assert.Equal(["1.0 actorproxy"], HttpForwarding.Response(200, [], via: ProtocolVersion.Http10).Values("Via"));
    }

    [Fact(DisplayName = "RFC 9110 8.6: Content-Length passes only where it is of this body")]
    public void Length()
    {
        HeaderFields length = [new("Content-Length", "5")];
        Assert.Equal(length, HttpForwarding.Response(200, length, via: null));
        Assert.Equal(length, HttpForwarding.Response(304, length, via: null));
        Assert.Empty(HttpForwarding.Response(204, length, via: null));
        Assert.Empty(HttpForwarding.Response(200, [.. length, new("Transfer-Encoding", "chunked")], via: null));
    }

    [Fact(DisplayName = "RFC 9112 6.1, RFC 9110 6.6.2 and 10.1.4: a head tells of its chunks and trailers, and TE is of the connection")]
    public void Framed()
    {
        HeaderFields fields = [new("Host", "a"), new("TE", "trailers"), new("Trailer", "X-Sum"), new("Transfer-Encoding", "chunked")];
        Assert.True(HttpRequestRules.TryCheck(new RequestHead("POST", "/", fields), out var request, out _));
        var head = HttpForwarding.Request(request, "/", "a", HttpForwarding.Passed(request), via: null);

        Assert.Equal([new("Host", "a"), new("TE", "trailers"), new("Connection", "TE"), new("Transfer-Encoding", "chunked"),
            new("Trailer", "X-Sum")], HttpForwarding.Framed(head, request, new BodyFraming(BodyKind.Chunked)).Fields);
        Assert.Equal([new("Host", "a"), new("TE", "trailers"), new("Connection", "TE")],
            HttpForwarding.Framed(head, request, new BodyFraming(BodyKind.None)).Fields);
    }

    [Fact(DisplayName = "RFC 9110 6.5.1: no trailer of a client says what the head alone may say")]
    public void TrailersOfRequests()
    {
        HeaderFields trailers = [new("X-Sum", "1"), new("Authorization", "a"), new("Host", "b"), new("Cookie", "c"),
            new("X-Forwarded-For", "d"), new("X_Forwarded_For", "e"), new("X-Request-Id", "f"), new("Content-Length", "1"),
            new("Transfer-Encoding", "chunked"),
            new("Connection", "x"), new("X-Subject", "g"), new("x_subject", "h")];
        var policy = ForwardingPolicy.Default with { ReservedHeaders = ["X-Subject"] };

        Assert.Equal([new HeaderField("X-Sum", "1")], HttpForwarding.RequestTrailers(trailers, policy));
    }

    [Fact(DisplayName = "RFC 9110 6.6.1: a response without Date gets one")]
    public void Date()
    {
        Assert.Equal([new("Date", "now"), new("Server", "ActorProxy")], HttpForwarding.WithOurs([], "now", server: true));
        HeaderFields own = [new("date", "then"), new("server", "nginx")];
        Assert.Equal(own, HttpForwarding.WithOurs(own, "now", server: true));
        Assert.Equal([new HeaderField("Date", "now")], HttpForwarding.WithOurs([], "now", server: false));
    }

    private static RequestHead Forward(HeaderFields fields, ProtocolVersion? via = null)
    {
        var request = new HttpRequest("POST", "example.com", "/a?b", fields);
        var told = ForwardingFields.Apply(HttpForwarding.Passed(request), Client, "example.com", ForwardingPolicy.Default);
        return HttpForwarding.Request(request, request.Target, "example.com", told, via);
    }
}
