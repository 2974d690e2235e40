using System.Net;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Tests.Gateway.Http2;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Routing.Matching;

namespace ActorProxy.Node.Tests.Gateway;

/// <summary>Routes with conditions: every way by which a request comes looks at them.</summary>
public sealed class MatchedRoutesTests
{
    private const string Upgrade = "Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
        + "dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: chat\r\n";

    private static readonly RouteTable Table = TableOf(
        Of("beta", new RequestMatch { Cookies = [new("beta", "on")] }),
        Of("chat", new RequestMatch { Subprotocols = ["chat"] }),
        Of("writes", new RequestMatch { Methods = ["PUT"], Query = [new("v", "2*")] }),
        Of("any", RequestMatch.Any));

    [Theory]
    [InlineData("GET", "/", "", "any")]
    [InlineData("GET", "/", "Cookie: beta=on\r\n", "beta")]
    [InlineData("GET", "/", $"Cookie: beta=on\r\n{Upgrade}", "beta")]
    [InlineData("GET", "/", Upgrade, "chat")]
    [InlineData("PUT", "/?v=20", "Content-Length: 0\r\n", "writes")]
    [InlineData("PUT", "/?v=1", "Content-Length: 0\r\n", "any")]
    public async Task The_first_request_and_later_ones_of_a_connection_are_looked_at(
        string method, string target, string fields, string route)
    {
        var options = TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool("ws://127.0.0.1:9"))) with { Routes = Table };
        await using var proxy = await GatewayProxy.StartAsync(options);
        using var first = await proxy.ConnectAsync();
        Assert.Equal(route, await AskAsync(proxy, first, method, target, fields));

        using var later = await proxy.ConnectAsync();
        Assert.Equal("any", await AskAsync(proxy, later, "GET", "/", ""));
        Assert.Equal(route, await AskAsync(proxy, later, method, target, fields));
    }

    [Fact]
    public async Task So_are_streams_of_HTTP2()
    {
        await using var proxy = await Http2Proxy.StartAsync(
            TestRoutes.Pool("ws://127.0.0.1:9"), change: options => options with { Routes = Table });
        using var client = proxy.Client();
        using var plain = await client.SendAsync(Request(client, "beta=on"));
        Assert.Equal("beta", RouteOf(Assert.Single(proxy.Log.All)));

        Assert.Equal(HttpStatusCode.BadGateway, await proxy.RefusedStatusAsync("/", "chat"));
        Assert.Equal("chat", RouteOf(await proxy.Log.FirstAsync<RefusedRequest>()));
    }

    [Theory]
    [InlineData("any")]
    [InlineData("beta", "cookie", "a=b; beta=on")]
    [InlineData("chat", "subprotocol", "other, chat")]
    [InlineData("writes", "method", "PUT", "path", "/?v=2")]
    [InlineData("header: 'X-A 1' is no field; write 'NAME: VALUE', each on a line of its own", "header", "X-A 1")]
    public async Task A_test_of_routes_takes_what_conditions_look_at(string expected, params string[] arguments)
    {
        var options = TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool("ws://127.0.0.1:9"))) with { Routes = Table };
        await using var proxy = await GatewayProxy.StartAsync(options);
        var request = new OperatorRequest("routes test", System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty
            .Add("host", "example.org").Add("path", "/").SetItems(arguments.Chunk(2).Select(a => KeyValuePair.Create(a[0], a[1]))), "test");

        await using var answers = proxy.Node.Operator.RunAsync(request, CancellationToken.None).GetAsyncEnumerator();
        while (await answers.MoveNextAsync())
        {
            if (!answers.Current.Text!.StartsWith("path: ", StringComparison.Ordinal))
                break;
        }

        Assert.StartsWith(expected.Contains(' ') ? expected : $"route: {expected}, because of host *", answers.Current.Text);
    }

    private static async Task<string?> AskAsync(GatewayProxy proxy, Peer client, string method, string target, string fields)
    {
        var before = proxy.Log.All.Count;
        await client.SendAsync($"{method} {target} HTTP/1.1\r\nHost: example.com\r\n{fields}\r\n");
        var head = await client.ReadHeadAsync();
        await client.ReadAsync(int.Parse(head["Content-Length"].Single(), System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(502, head.Status);
        await Wait.UntilAsync(() => proxy.Log.All.Count > before, "the request's event");
        return RouteOf(proxy.Log.All[^1]);
    }

    private static HttpRequestMessage Request(HttpClient client, string cookie) => new(HttpMethod.Get, new Uri(client.BaseAddress!, "/"))
    {
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Headers = { { "Cookie", cookie } },
    };

    private static string? RouteOf(object told) => told switch
    {
        ServedRequest served => served.Route,
        RefusedRequest refused => refused.Route,
        _ => null,
    };

    private static Route Of(string id, RequestMatch match) =>
        TestRoutes.Route(TestRoutes.Pool("ws://127.0.0.1:9")) with { Id = id, Match = match };

    private static RouteTable TableOf(params Route[] routes)
    {
        Assert.True(RouteTable.TryCreate(routes, out var table, out _));
        return table;
    }
}
