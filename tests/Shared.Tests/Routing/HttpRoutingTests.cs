using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Shared.Tests.Routing;

public class HttpRoutingTests
{
    private static readonly RouteTable Table = Create();

    [Fact]
    public void A_request_goes_where_its_host_and_normalised_path_say()
    {
        var routed = Assert.IsType<HttpRoutingResult.Routed>(Decide("POST", "/%63hat/x?q", "example.com:8080"));
        Assert.Equal(("chat", "/chat/x", "/%63hat/x?q"), (routed.Route.Id, routed.Path, routed.Request.Target));
    }

    [Theory]
    [InlineData("GET", "/other", "example.com", TerminationReason.NoRoute)]
    [InlineData("GET", "/chat", "other.example", TerminationReason.NoRoute)]
    [InlineData("GET", "/chat/../x", "example.com", TerminationReason.BadRequest)]
    [InlineData("TRACE", "/chat", "example.com", TerminationReason.MethodNotAllowed)]
    public void Others_are_refused(string method, string target, string host, TerminationReason reason) =>
        Assert.Equal(reason, Assert.IsType<HttpRoutingResult.Refused>(Decide(method, target, host)).Reason);

    [Theory]
    [InlineData("/chat/../x/../chat/./y", "/chat/y")]
    [InlineData("/x/%2e%2E/chat?/../z", "/chat")]
    public void Dot_segments_are_resolved_to_find_the_route_and_pass_as_they_came(string target, string path)
    {
        var plain = Assert.IsType<HttpRoutingResult.Routed>(HttpRouting.Decide(Head("GET", target), Resolving));
        var upgrade = Assert.IsType<UpgradeRoutingResult.Routed>(UpgradeRouting.Decide(Handshake(target), Resolving));

        Assert.Equal(("chat", path, target), (plain.Route.Id, plain.Path, plain.Request.Target));
        Assert.Equal(("chat", path, target), (upgrade.Route.Id, upgrade.Path, upgrade.Request.Target));
    }

    [Fact]
    public void A_path_that_leads_out_of_a_route_is_not_the_routes()
    {
        Assert.Equal(TerminationReason.NoRoute, Assert.IsType<HttpRoutingResult.Refused>(
            HttpRouting.Decide(Head("GET", "/chat/../x"), Resolving)).Reason);
        Assert.Equal(TerminationReason.NoRoute, Assert.IsType<UpgradeRoutingResult.Refused>(
            UpgradeRouting.Decide(Handshake("/chat/%2e%2e/x"), Resolving)).Reason);
    }

    [Fact]
    public void Dot_segments_are_refused_by_the_name_of_the_setting()
    {
        const string detail = "the path has a dot segment ('.' or '..'), which http.dot-segments = refuse does not allow";
        Assert.Equal(new HttpRoutingResult.Refused(TerminationReason.BadRequest, detail),
            HttpRouting.Decide(Head("GET", "/chat/."), Table));
        Assert.Equal(new UpgradeRoutingResult.Refused(TerminationReason.BadRequest, detail),
            UpgradeRouting.Decide(Handshake("/chat/."), Table));
    }

    [Fact]
    public void A_table_of_other_routes_reads_paths_as_before()
    {
        var changed = Resolving.With([KeyValuePair.Create(Table.Routes[0].Host, Table.Routes)]);
        Assert.Equal(DotSegments.Resolve, changed.DotSegments);
        Assert.Same(changed, changed.Under(PolicyLayers.None, DotSegments.Resolve));
        Assert.Equal(DotSegments.Refuse, changed.Under(PolicyLayers.None).DotSegments);
    }

    private static RouteTable Resolving => Table.Under(PolicyLayers.None, DotSegments.Resolve);

    private static HttpRoutingResult Decide(string method, string target, string host) =>
        HttpRouting.Decide(Head(method, target, host), Table);

    private static RequestHead Head(string method, string target, string host = "example.com") =>
        new(method, target, [new HeaderField("Host", host)]);

    private static RequestHead Handshake(string target) => new("GET", target,
    [
        new HeaderField("Host", "example.com"), new HeaderField("Upgrade", "websocket"), new HeaderField("Connection", "upgrade"),
        new HeaderField("Sec-WebSocket-Version", "13"), new HeaderField("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ]);

    private static RouteTable Create()
    {
        Assert.True(HostPattern.TryParse("example.com", out var host, out _));
        Assert.True(PathPattern.TryPrefix("/chat", out var path, out _));
        var route = new Route("chat", host, path, new BackendPool("p", [], PickerKind.RoundRobin), []);
        Assert.True(RouteTable.TryCreate([route], out var table, out _));
        return table;
    }
}
