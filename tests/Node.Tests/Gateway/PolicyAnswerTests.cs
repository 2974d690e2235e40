using System.Net;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Tests.Gateway.Http2;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies.Headers;
using ActorProxy.Shared.Policies.Responding;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Tests.Gateway;

/// <summary>What the policies make of answers to plain requests, and of WebSockets on streams of HTTP/2.</summary>
public sealed class PolicyAnswerTests
{
    private static readonly ResponseHeaders Rules = new()
    {
        Remove = ["Server", "X-Powered-By"],
        Set = [new HeaderField("X-Served-By", "proxy")],
        Add = [new HeaderField("Set-Cookie", "b=2")],
    };

    private static readonly ErrorPages Pages = new() { Pages = [new() { Status = "5xx", Body = "sorry: {reason}", Json = "{}" }] };

    [Fact]
    public async Task Fields_of_a_backends_response_follow_the_rules()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(
            TestRoutes.Route(TestRoutes.Pool(backend.Url), policies: [Rules, Pages]), new HttpOptions { ServerHeader = true });
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get());
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync("HTTP/1.1 500 Oh\r\nContent-Length: 2\r\nX-Powered-By: x\r\nSet-Cookie: a=1\r\n\r\nno");

        var head = await client.ReadHeadAsync();

        Assert.Equal((500, "proxy"), (head.Status, head["X-Served-By"].Single()));
        Assert.Equal(["a=1", "b=2"], head["Set-Cookie"]);
        Assert.Empty(head["X-Powered-By"].Concat(head["Server"]));
        Assert.Equal("no", System.Text.Encoding.ASCII.GetString(await client.ReadAsync(2)));
        upstream.Dispose();
    }

    [Theory]
    [InlineData("", "text/plain; charset=utf-8", "sorry: backend_refused")]
    [InlineData("Accept: application/json", "application/json", "{}")]
    public async Task Our_own_have_the_pages_body(string accept, string type, string body)
    {
        await using var proxy = await GatewayProxy.StartAsync(
            TestRoutes.Route(TestRoutes.Pool("ws://127.0.0.1:9"), policies: [Rules, Pages]));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(accept.Length == 0 ? Requests.Get() : Requests.Get("/", accept));

        var head = await client.ReadHeadAsync();

        Assert.Equal((502, type, "proxy"), (head.Status, head["Content-Type"].Single(), head["X-Served-By"].Single()));
        Assert.Equal(body, await BodyAsync(client, head));
        await client.SendAsync(Requests.Get("/again")); // the connection goes on
        Assert.Equal(502, (await client.ReadHeadAsync()).Status);
    }

    [Theory]
    [InlineData("GET", "{\"up\":true}")]
    [InlineData("HEAD", "")]
    public async Task A_route_answers_by_itself_and_the_connection_goes_on(string method, string expected)
    {
        await using var proxy = await GatewayProxy.StartAsync(TestRoutes.Route(new BackendPool(),
            policies: [new Respond { Body = "{\"up\":true}", ContentType = "application/json" }]));
        using var client = await proxy.ConnectAsync();
        for (var i = 0; i < 2; i++)
        {
            await client.SendAsync(Requests.Of(method, "/up"));
            var head = await client.ReadHeadAsync();
            Assert.Equal((200, "application/json", "11"), (head.Status, head["Content-Type"].Single(), head["Content-Length"].Single()));
            if (expected.Length > 0)
                Assert.Equal(expected, await BodyAsync(client, head));
        }
        var served = await proxy.Log.AtLeastAsync<ServedRequest>(2);
        Assert.All(served, one => Assert.Equal((TerminationReason.Responded, (int?)200, null), (one.Reason, one.Status, one.Backend)));
    }

    [Fact]
    public async Task A_body_that_nobody_wants_does_not_become_the_next_request()
    {
        await using var proxy = await GatewayProxy.StartAsync(
            TestRoutes.Route(new BackendPool(), policies: [new Respond { Status = 410 }]));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync($"{Requests.Of("POST", "/", "Content-Length: 36")}GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");

        Assert.Equal(410, (await client.ReadHeadAsync()).Status);
        var rest = await client.ReadToEndAsync();
        Assert.Empty(rest.Text);
        Assert.Equal("/", Assert.Single(await proxy.Log.AtLeastAsync<ServedRequest>(1)).Path);
    }

    [Fact]
    public async Task A_WebSocket_on_a_stream_is_not_opened_by_a_route_that_answers_200()
    {
        await using var proxy = await Http2Proxy.StartAsync(TestRoutes.Pool("ws://127.0.0.1:9"),
            change: options =>
                options with { Routes = Table(TestRoutes.Route(new BackendPool(), policies: [new Respond { Body = "ok" }, Rules])) });
        using var client = proxy.Client();
        using var plain = await client.GetAsync("/");
        Assert.Equal((HttpStatusCode.OK, "proxy"), (plain.StatusCode, plain.Headers.GetValues("X-Served-By").Single()));

        Assert.Equal(HttpStatusCode.UpgradeRequired, await proxy.RefusedStatusAsync("/"));
    }

    [Fact]
    public async Task A_client_with_too_many_connections_gets_the_listeners_answer_and_the_log_says_what_it_wanted()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url))) with
        {
            Limits = new LimitOptions { MaxConnectionsPerClient = 1 },
            Policies = [new ErrorPages { Pages = [new() { Status = "429", Body = "later" }] }],
        });
        using var first = await proxy.ConnectServedAsync(backend);
        using var second = await proxy.ConnectAsync();
        await second.SendAsync(Requests.Get("/wanted"));

        Assert.Equal(429, (await second.ReadHeadAsync()).Status);
        Assert.Equal("later", (await second.ReadToEndAsync()).Text);
        var refused = await proxy.Log.FirstAsync<RefusedRequest>();
        Assert.Equal((TerminationReason.ClientLimit, "example.com", "/wanted"), (refused.Reason, refused.Host, refused.Path));
    }

    private static async Task<string> BodyAsync(Peer client, HttpHead head) => System.Text.Encoding.UTF8.GetString(
        await client.ReadAsync(int.Parse(head["Content-Length"].Single(), System.Globalization.CultureInfo.InvariantCulture)));

    private static RouteTable Table(Route route) =>
        RouteTable.TryCreate([route], out var table, out _) ? table : throw new ArgumentException("It collides.", nameof(route));
}
