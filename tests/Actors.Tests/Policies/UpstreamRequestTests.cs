using System.Net;
using ActorProxy.Actors.Pipeline;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.Filters;
using ActorProxy.Shared.Policies.Forwarding;
using ActorProxy.Shared.Policies.Headers;
using ActorProxy.Shared.Policies.Rewriting;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Actors.Tests.Policies;

/// <summary>What the policies of a route make of the request that its backend sees.</summary>
public sealed class UpstreamRequestTests
{
    private static readonly RoutePipelines Pipelines = new(PhaseCatalogue.Standard);

    [Fact]
    public void Path_host_and_fields_follow_the_route()
    {
        var head = HeadFor(
        [
            PathRewrite.Replace("/v2"), new HostRewrite("backend"),
            new HeaderRules { Remove = ["Origin", "X-Forwarded-Proto"], Set = [new("X-Forwarded-For", "hidden")] },
        ], [new("Origin", "http://example.org")]);

        Assert.Equal(("/v2?x=1", "backend"), (head.Target, head.Host));
        Assert.Equal("example.org:8080", head.Fields.First("X-Forwarded-Host"));
        Assert.Equal(["hidden"], head.Fields.Values("X-Forwarded-For"));
        Assert.False(head.Fields.Has("Origin"));
        Assert.False(head.Fields.Has("X-Forwarded-Proto"));
    }

    [Fact]
    public void Forwarding_fields_are_told_where_no_policy_says_a_word_of_them()
    {
        var head = HeadFor([], [new("X-Forwarded-For", "10.9.9.9")]);

        Assert.Equal(("/chat?x=1", "example.org:8080"), (head.Target, head.Host));
        Assert.Equal(["192.0.2.9"], head.Fields.Values("X-Forwarded-For"));
        Assert.Equal(["id"], head.Fields.Values("X-Request-Id"));
    }

    [Fact]
    public void A_route_may_tell_other_forwarding_fields_than_its_listener()
    {
        var told = new ForwardedFields { XForwarded = ForwardingMode.Off, Forwarded = ForwardingMode.Append };

        var fields = HeadFor([told], []).Fields;

        Assert.False(fields.Has("X-Forwarded-For"));
        Assert.Equal("for=192.0.2.9;host=\"example.org:8080\";proto=http", fields.First("Forwarded"));
    }

    [Theory(DisplayName = "RFC 6455 9.1: extensions are not offered to the backend where filters read the messages")]
    [InlineData(true)]
    [InlineData(false)]
    public void Filters(bool filters)
    {
        FilterChain chain = filters ? new(MessageFilterNames.Log) : FilterChain.None;

        var head = HeadFor([chain], [new("Sec-WebSocket-Extensions", "permessage-deflate")]);

        Assert.Equal(!filters, head.Fields.Has("Sec-WebSocket-Extensions"));
    }

    private static UpstreamHead HeadFor(PolicySet policies, HeaderFields fields)
    {
        var route = TestRoutes.Route(TestRoutes.Pool("ws://127.0.0.1:1"), "/chat", policies);
        var session = new ProxySession(new ListenerOptions("web", IPAddress.Loopback, 0),
            new ClientInfo(IPAddress.Parse("192.0.2.9"), "http", "id"), IPAddress.Parse("192.0.2.9"),
            new RequestHead("GET", "/chat?x=1", [new("Host", "example.org:8080"), .. fields]), isUpgrade: true, ForwardingPolicy.Default);
        session.Enter(route, policies, Pipelines, new RequestPlace("example.org", "/chat"), "/chat?x=1");
        return session.HeadFor(fields, route.Pool.Backends[0]);
    }
}
