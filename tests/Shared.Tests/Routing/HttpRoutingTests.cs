using ActorProxy.Shared.Http;
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

    private static HttpRoutingResult Decide(string method, string target, string host) =>
        HttpRouting.Decide(new RequestHead(method, target, [new HeaderField("Host", host)]), Table);

    private static RouteTable Create()
    {
        Assert.True(HostPattern.TryParse("example.com", out var host, out _));
        Assert.True(PathPattern.TryPrefix("/chat", out var path, out _));
        var route = new Route("chat", host, path, new BackendPool("p", [], PickerKind.RoundRobin), []);
        Assert.True(RouteTable.TryCreate([route], out var table, out _));
        return table;
    }
}
