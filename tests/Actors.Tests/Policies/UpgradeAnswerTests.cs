using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Policies.Headers;
using ActorProxy.Shared.Policies.Responding;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tests.Policies;

/// <summary>What the policies make of answers to a WebSocket's handshake.</summary>
public sealed class UpgradeAnswerTests : IAsyncLifetime
{
    private static readonly ResponseHeaders Rules = new()
    {
        Remove = ["X-Powered-By"],
        Set = [new HeaderField("X-Served-By", "proxy")],
        Add = [new HeaderField("Set-Cookie", "b=2")],
    };

    private readonly ScriptedBackend _backend = new();
    private TestProxy? _proxy;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_proxy is not null)
            await _proxy.DisposeAsync();
        _backend.Dispose();
    }

    [Fact]
    public async Task Fields_of_the_101_follow_the_rules()
    {
        using var client = await AskAsync(Route(Rules));
        var (upstream, _) = await _backend.AcceptRequestAsync();
        await upstream.SendAsync(Handshakes.Response("X-Powered-By: x", "X-Served-By: backend", "Set-Cookie: a=1"));

        var head = await client.ReadHeadAsync();

        Assert.Equal(101, head.Status);
        AssertRules(head, "a=1", "b=2");
        upstream.Dispose();
    }

    [Fact]
    public async Task So_do_those_of_an_answer_that_is_relayed()
    {
        using var client = await AskAsync(Route(Rules, new ErrorPages { Pages = [new() { Status = "4xx", Body = "ours" }] }));
        var (upstream, _) = await _backend.AcceptRequestAsync();
        await upstream.SendAsync("HTTP/1.1 403 No\r\nContent-Length: 2\r\nX-Powered-By: x\r\n\r\nno");

        var head = await client.ReadHeadAsync();

        Assert.Equal(403, head.Status);
        AssertRules(head, "b=2");
        Assert.Equal("no", (await client.ReadToEndAsync()).Text);
        upstream.Dispose();
    }

    [Fact]
    public async Task So_do_those_of_our_own_whose_body_may_be_another()
    {
        var pages = new ErrorPages { Pages = [new() { Status = "5xx", Body = "<p>{status} {reason}", ContentType = "text/html",
            Json = "{}" }] };
        using var client = await AskAsync(TestRoutes.Route(TestRoutes.Pool("ws://127.0.0.1:9"), policies: [Rules, pages]));

        var head = await client.ReadHeadAsync();

        Assert.Equal((502, "text/html"), (head.Status, head["Content-Type"].Single()));
        AssertRules(head, "b=2");
        Assert.Equal("<p>502 backend_refused", (await client.ReadToEndAsync()).Text);
        using var other = await _proxy!.ConnectAsync();
        await other.SendAsync(Handshakes.Request(fields: "Accept: application/json"));
        Assert.Equal("application/json", (await other.ReadHeadAsync())["Content-Type"].Single());
        Assert.Equal("{}", (await other.ReadToEndAsync()).Text);
    }

    [Fact]
    public async Task What_no_route_is_for_is_answered_as_node_and_listener_say()
    {
        var options = TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(_backend.Url), "/only")) with
        {
            Policies = [new ErrorPages { Pages = [new() { Status = "404", Body = "nothing here" }] }],
        };
        options = options with { Listeners = [options.Listeners[0] with { Policies = [Rules] }] };
        _proxy = await TestProxy.StartAsync(options);
        using var client = await _proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());

        var head = await client.ReadHeadAsync();

        Assert.Equal(404, head.Status);
        AssertRules(head, "b=2");
        Assert.Equal("nothing here", (await client.ReadToEndAsync()).Text);
    }

    [Fact]
    public async Task A_route_answers_by_itself()
    {
        Assert.True(RedirectTarget.TryParse("https://{host}/new{target}", out var to, out _));
        using var client = await AskAsync(TestRoutes.Route(
            new BackendPool(), policies: [new Respond { Redirect = to, Body = "moved" }, Rules]));

        var head = await client.ReadHeadAsync();

        Assert.Equal((308, "text/plain; charset=utf-8"), (head.Status, head["Content-Type"].Single()));
        Assert.Equal("https://example.com/new/", head["Location"].Single());
        AssertRules(head, "b=2");
        Assert.Equal("moved", (await client.ReadToEndAsync()).Text);
        var told = await _proxy!.Log.FirstAsync<RefusedRequest>();
        Assert.Equal((TerminationReason.Responded, (int?)308, "route", null, 0),
            (told.Reason, told.Status, told.Route, told.Backend, told.Attempt));
        client.Dispose();
        await _proxy.DrainedAsync();
        Assert.Equal(0, _proxy.Active);
    }

    private static void AssertRules(HttpHead head, params string[] cookies)
    {
        Assert.Equal("proxy", head["X-Served-By"].Single());
        Assert.Empty(head["X-Powered-By"]);
        Assert.Equal(cookies, head["Set-Cookie"]);
    }

    private Route Route(params Shared.Policies.IPolicy[] policies) =>
        TestRoutes.Route(TestRoutes.Pool(_backend.Url), policies: Shared.Policies.PolicySet.Create(policies));

    private async Task<Peer> AskAsync(Route route)
    {
        _proxy = await TestProxy.StartAsync(TestRoutes.Options(route));
        var client = await _proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        return client;
    }
}
