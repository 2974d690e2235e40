using System.Net;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Tests.Gateway.Http2;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Node.Tests.Gateway;

/// <summary>
/// Routes for clients of one listener: not with the first request of a connection, nor with a later one, nor on a stream, does another get
/// there.
/// </summary>
public sealed class ListenerRoutesTests
{
    private const string Upgrade = "Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
        + "dGhlIHNhbXBsZSBub25jZQ==\r\n";

    [Theory]
    [InlineData("")]
    [InlineData(Upgrade)]
    public async Task The_first_request_and_later_ones_of_a_connection_are_routed_by_its_listener(string fields)
    {
        await using var proxy = await GatewayProxy.StartAsync(Options());
        using var web = await Peer.ConnectAsync(proxy.Node.Listeners.EndPoints["web"]);
        using var inner = await Peer.ConnectAsync(proxy.Node.Listeners.EndPoints["internal"]);
        using var fresh = await Peer.ConnectAsync(proxy.Node.Listeners.EndPoints["web"]);

        Assert.Equal((502, 404), (await AskAsync(inner, ""), await AskAsync(web, "")));
        Assert.Equal((502, 404), (await AskAsync(inner, fields), await AskAsync(web, fields)));
        Assert.Equal(404, await AskAsync(fresh, fields));
    }

    [Fact]
    public async Task So_are_streams_of_HTTP2()
    {
        await using var proxy = await Http2Proxy.StartAsync(
            TestRoutes.Pool("ws://127.0.0.1:9"), change: options =>
            options with { Routes = Table(Bound("internal", "/secret"), Bound("web", "/open")) });
        using var client = proxy.Client();

        using var open = await client.GetAsync("/open");
        using var secret = await client.GetAsync("/secret");
        Assert.Equal((HttpStatusCode.BadGateway, HttpStatusCode.NotFound), (open.StatusCode, secret.StatusCode));

        Assert.Equal(HttpStatusCode.NotFound, await proxy.RefusedStatusAsync("/secret"));
    }

    [Fact]
    public async Task A_test_of_routes_asks_by_which_listener_where_it_matters()
    {
        await using var proxy = await GatewayProxy.StartAsync(Options());

        Assert.Equal("listener: it matters by which listener the client comes (web: no route, internal: internal); say which",
            await TestAsync(proxy));
        Assert.StartsWith("route: internal, because of host * (no route of this host itself fits) and path / (the longest prefix that "
            + "fits), for clients of listener internal", await TestAsync(proxy, "internal"));
        Assert.Equal("route: none of 1 has this host and path for this listener; the client is answered 404 (no_route)",
            await TestAsync(proxy, "web"));
        Assert.Equal("listener: there is no listener 'wbe'; there are: web, internal", await TestAsync(proxy, "wbe"));
    }

    private static async Task<int> AskAsync(Peer client, string fields)
    {
        await client.SendAsync($"GET / HTTP/1.1\r\nHost: example.com\r\n{fields}\r\n");
        var head = await client.ReadHeadAsync();
        await client.ReadAsync(int.Parse(head["Content-Length"].Single(), System.Globalization.CultureInfo.InvariantCulture));
        return head.Status;
    }

    private static async Task<string> TestAsync(GatewayProxy proxy, string? listener = null)
    {
        var arguments = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("host", "example.org")
            .Add("path", "/");
        var request = new ActorProxy.Shared.Operator.OperatorRequest(
            "routes test", listener is null ? arguments : arguments.Add("listener", listener), "test");
        await foreach (var answer in proxy.Node.Operator.RunAsync(request, CancellationToken.None))
            return answer.Text!;
        throw new InvalidOperationException("There is no answer.");
    }

    /// <summary>Two listeners, and a route to nobody that is for one of them.</summary>
    private static ProxyOptions Options() => TestRoutes.Options(Bound("internal", "/")) with
    {
        Listeners = [new ListenerOptions("web", IPAddress.Loopback, 0), new ListenerOptions("internal", IPAddress.Loopback, 0)],
    };

    private static Route Bound(string listener, string path) =>
        TestRoutes.Route(TestRoutes.Pool("ws://127.0.0.1:9"), path) with { Id = listener, Listeners = RouteListeners.Of([listener]) };

    private static RouteTable Table(params Route[] routes)
    {
        Assert.True(RouteTable.TryCreate(routes, out var table, out _));
        return table;
    }
}
