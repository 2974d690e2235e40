using ActorProxy.Shared.Http;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Shared.Tests.Routing;

public class RequestPlaceTests
{
    [Theory]
    [InlineData("/%63hat/x?token=secret", "Example.com:8080", "example.com", "/chat/x")]
    [InlineData("http://example.com/chat", "example.com", "example.com", "/chat")]
    [InlineData("/chat/../admin", "example.com", "example.com", null)]
    [InlineData("*", "example.com", "example.com", null)]
    [InlineData("http://other.example/chat", "example.com", "example.com", null)]
    [InlineData("/chat", "a b", null, null)]
    public void It_is_what_is_valid_of_the_head(string target, string host, string? wantedHost, string? wantedPath) =>
        Assert.Equal(new RequestPlace(wantedHost, wantedPath),
            RequestPlace.Of(new RequestHead("GET", target, [new HeaderField("Host", host)]), DotSegments.Refuse));

    [Fact]
    public void Of_two_hosts_none_is_believed() => Assert.Equal(
        default,
        RequestPlace.Of(new RequestHead("GET", "/chat", [new HeaderField("Host", "a"), new HeaderField("Host", "b")]), DotSegments.Refuse));

    [Fact]
    public void Dot_segments_are_what_they_are_for_routing() => Assert.Equal(new RequestPlace("a", "/admin"),
        RequestPlace.Of(new RequestHead("GET", "/chat/../admin", [new HeaderField("Host", "a")]), DotSegments.Resolve));
}
