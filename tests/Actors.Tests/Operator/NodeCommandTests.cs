using System.Net;
using ActorProxy.Actors.Operator;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Endpoints;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies.Headers;
using ActorProxy.Shared.Policies.Responding;
using ActorProxy.Shared.Policies.Rewriting;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Routing.Matching;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tests.Operator;

/// <summary>Commands about routes, backends and the node itself.</summary>
public class NodeCommandTests
{
    [Fact]
    public async Task Every_command_of_the_catalogue_that_needs_no_file_has_a_handler()
    {
        await using var proxy = await TestProxy.StartAsync("ws://127.0.0.1:9");
        var others = OperatorCatalogue.All.Select(c => c.Name).Except(proxy.Node.Operator.Commands).Order();
        Assert.Equal(["config check", "config reload", "config show", "log level"], others);
    }

    [Fact]
    public async Task Routes_are_listed_shown_and_tested()
    {
        await using var proxy = await TestProxy.StartAsync("ws://127.0.0.1:9");
        var row = Assert.Single(await proxy.CommandAsync("routes list")).Row!;
        Assert.Equal(("route", "*", "/", "config"), (row["id"]!.GetValue<string>(), row["host"]!.GetValue<string>(),
            row["path"]!.GetValue<string>(), row["origin"]!.GetValue<string>()));
        Assert.Single((await proxy.CommandAsync("routes list", ("backend", "http://127.0.0.1:9/"))).Values<string>("id"));
        Assert.Empty(await proxy.CommandAsync("routes list", ("backend", "ws://127.0.0.1:8")));
        Assert.Empty(await proxy.CommandAsync("routes list", ("after", "host/*/route")));
        Assert.Contains("no page token", (await proxy.CommandAsync("routes list", ("after", "x"))).Only(AnswerKind.Error),
            StringComparison.Ordinal);
        Assert.Contains((await proxy.CommandAsync("routes show", ("id", "route"))).Select(a => a.Text),
            line => line!.Contains("ws://127.0.0.1:9", StringComparison.Ordinal));
        Assert.Equal("there is no route 'x'", (await proxy.CommandAsync("routes show", ("id", "x"))).Only(AnswerKind.Error));

        var way = (await proxy.CommandAsync("routes test", ("host", "example.org"), ("path", "/%41/b?c"))).Select(a => a.Text).ToList();

        Assert.Equal(
        [
            "path: /A/b is what routes are compared with",
            "route: route, because of host * (no route of this host itself fits) and path / (the longest prefix that fits)",
            "pool: pool, round-robin over 1 backends",
            "backend: ws://127.0.0.1:9, 0 connections, the next one",
            "request: GET /%41/b?c with Host example.org and X-Forwarded-For, X-Forwarded-Proto, X-Forwarded-Host, X-Request-Id",
        ], way);
    }

    [Fact]
    public async Task A_tested_request_with_dot_segments_goes_as_the_setting_says()
    {
        var options = TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool("ws://127.0.0.1:9"), "/chat"));
        await using var refusing = await TestProxy.StartAsync(options);
        await using var resolving = await TestProxy.StartAsync(
            options with { Http = new HttpOptions { DotSegments = DotSegments.Resolve } });

        Assert.Equal("path: such a request is refused (400): the path has a dot segment ('.' or '..'), which http.dot-segments = refuse "
            + "does not allow", (await TestAsync(refusing, "/x/../chat/y"))[0].Text);
        Assert.Equal("path: such a request is refused (400): the path leads above the root ('..')",
            (await TestAsync(resolving, "/../chat/y"))[0].Text);
        var way = await TestAsync(resolving, "/x/../chat/y");
        Assert.Equal("path: /chat/y is what routes are compared with", way[0].Text);
        Assert.StartsWith("request: GET /x/../chat/y with Host a and ", way[^1].Text, StringComparison.Ordinal);

        static Task<List<OperatorAnswer>> TestAsync(TestProxy proxy, string path) =>
            proxy.CommandAsync("routes test", ("host", "a"), ("path", path));
    }

    [Fact]
    public async Task A_tested_request_says_where_listeners_of_one_route_differ()
    {
        var options = TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool("ws://127.0.0.1:9")));
        await using var proxy = await TestProxy.StartAsync(options with
        {
            Listeners = [options.Listeners[0], new ListenerOptions("inner", IPAddress.Loopback, 0) { Policies = [new HostRewrite("in")] }],
        });

        var any = (await proxy.CommandAsync("routes test", ("host", "a"), ("path", "/"))).Select(a => a.Text).ToList();
        var inner = (await proxy.CommandAsync("routes test", ("host", "a"), ("path", "/"), ("listener", "inner"))).Select(a => a.Text)
            .ToList();

        Assert.StartsWith("listener: as by web; others differ", any[0], StringComparison.Ordinal);
        Assert.StartsWith("request: GET / with Host a and ", any[^1], StringComparison.Ordinal);
        Assert.StartsWith("request: GET / with Host in and ", inner[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(inner, line => line!.StartsWith("listener:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_tested_request_says_that_it_would_wait()
    {
        const string url = "ws://127.0.0.1:9";
        Assert.Equal("backend: none may be tried; the client is answered 503 (no_backend)", await LastLineAsync(new QueueRules()));
        Assert.Equal("backend: none may be tried; the client waits behind 0 others, for 1.5 s at most, and then it is answered "
            + "503 (no_backend)", await LastLineAsync(new QueueRules { Length = 1, Timeout = TimeSpan.FromSeconds(1.5) }));

        static async Task<string?> LastLineAsync(QueueRules queue)
        {
            var pool = TestRoutes.Pool(url) with { Queue = queue };
            await using var proxy = await TestProxy.StartAsync(TestRoutes.Options(TestRoutes.Route(pool)));
            proxy.Node.Context.Pools.Switches.Off = new HashSet<string> { url };
            return (await proxy.CommandAsync("routes test", ("host", "a"), ("path", "/")))[^1].Text;
        }
    }

    [Fact]
    public async Task A_tested_request_says_that_no_queue_would_take_it()
    {
        const string url = "ws://127.0.0.1:9";
        var pool = TestRoutes.Pool(url) with { Queue = new QueueRules { Length = 1, Timeout = TimeSpan.FromMinutes(1) } };
        await using var proxy = await TestProxy.StartAsync(TestRoutes.Options(TestRoutes.Route(pool)));
        proxy.Node.Context.Pools.Switches.Off = new HashSet<string> { url };
        using var waiting = await proxy.ConnectAsync();
        await waiting.SendAsync(Handshakes.Request());
        await Wait.UntilAsync(() => proxy.Load.Queue!.Count == 1, "one that waits");

        Assert.Equal("backend: none may be tried, and no further client may wait; the client is answered 503 (no_backend)",
            (await proxy.CommandAsync("routes test", ("host", "a"), ("path", "/")))[^1].Text);
    }

    [Fact]
    public async Task A_tested_request_says_what_of_the_node_keeps_it_out()
    {
        var options = TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool("ws://127.0.0.1:9")));
        await using var proxy = await TestProxy.StartAsync(options with { Limits = options.Limits with { MaxConnections = 1 } });
        Assert.StartsWith("route: ", await FirstLineAsync("/"), StringComparison.Ordinal);

        Assert.StartsWith("path: it has 10001 bytes; more than 8192 (handshake.max-target-size) are answered 414 (target_too_long)",
            await FirstLineAsync($"/{new string('x', 10_000)}"), StringComparison.Ordinal);
        Assert.Null(proxy.Node.Context.Admission.Enter());
        Assert.Contains("limits.max-connections", await FirstLineAsync("/"), StringComparison.Ordinal);
        proxy.Node.Context.Admission.Draining = true;
        Assert.StartsWith("node: it is draining, and answers new clients 503 (node_shutdown)", await FirstLineAsync("/"),
            StringComparison.Ordinal);

        async Task<string?> FirstLineAsync(string path) =>
            (await proxy.CommandAsync("routes test", ("host", "a"), ("path", path)))[0].Text;
    }

    [Fact]
    public async Task Values_of_header_rules_are_shown_to_who_asks_for_them_only()
    {
        var headers = new HeaderRules { Set = [new HeaderField("Authorization", "Basic s3cret")],
            Add = [new HeaderField("X-Key", "s3cret")], Remove = ["Cookie"] };
        await using var proxy = await TestProxy.StartAsync(
            TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool("ws://127.0.0.1:9"), policies: [headers])));

        var shown = string.Concat((await proxy.CommandAsync("routes show", ("id", "route"))).Select(answer => answer.Text));
        var all = string.Concat((await proxy.CommandAsync("routes show", ("id", "route"), ("secrets", "true")))
            .Select(answer => answer.Text));

        Assert.DoesNotContain("s3cret", shown);
        Assert.Contains("Authorization", shown);
        Assert.Contains("Basic s3cret", all);
    }

    [Fact]
    public async Task What_a_redirection_has_of_a_secret_is_not_shown()
    {
        Assert.True(RedirectTarget.TryParse("https://u:s3cret@x.org/?t=s3cret", out var target, out _));
        var match = new RequestMatch { Query = [new ValuePattern("t", "s3cret")] };
        var route = TestRoutes.Route(TestRoutes.Pool(), policies: [new Respond { Redirect = target }]) with { Match = match };
        await using var proxy = await TestProxy.StartAsync(TestRoutes.Options(route));

        var lines = (await proxy.CommandAsync("routes show", ("id", "route"))).Concat(await proxy.CommandAsync("routes list"))
            .Concat(await proxy.CommandAsync("routes test", ("host", "a"), ("path", "/?t=s3cret")))
            .Select(answer => $"{answer.Text} {answer.Row}");

        Assert.DoesNotContain("s3cret", string.Concat(lines));
    }

    [Theory]
    [InlineData("document", """{"id":"r","headers":{"set":[{"name":"A","value":"s3cret"}]}}""",
        """{"id":"r","headers":{"set":[{"name":"A","value":"***"}]}}""")]
    [InlineData("document", """{"id":"r","respond":{"redirect":"https://u:s3cret@x.org/?t=s3cret"},"match":{"query":{"t":"s3cret"}}}""",
        """{"id":"r","respond":{"redirect":"https://***@x.org/?***"},"match":{"query":{"t":"***"}}}""")]
    [InlineData("document", "{s3cret", "(no route, 7 characters)")]
    [InlineData("backends", "ws://a:1,ws://b:2", "ws://a:1,ws://b:2")]
    [InlineData("backends", "ws://a,ws://user:s3cret@b", "ws://***@b")]
    [InlineData("backends", "ws://user:s3c,ret@a,ws://b", "ws://***@a,ws://b")]
    [InlineData("backends", "user:s3c,ret@a,ws://b", "***@a,ws://b")]
    [InlineData("backends", "ws://a?key=s3c,ret", "ws://a?***")]
    [InlineData("id", "r", "r")]
    public void The_log_keeps_what_was_done_without_secrets(string argument, string value, string kept) =>
        Assert.Equal(kept, AuditText.Of(argument, value));

    [Fact]
    public async Task Without_a_registry_routes_cannot_be_put()
    {
        await using var proxy = await TestProxy.StartAsync("ws://127.0.0.1:9");
        var error = (await proxy.CommandAsync("routes put", ("id", "x"), ("backends", "ws://127.0.0.1:9"))).Only(AnswerKind.Error);
        Assert.StartsWith("the registry is off", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backends_tell_where_they_are_and_who_has_told_of_them()
    {
        var slices = new FakeSlices();
        slices.Publish(new Endpoint(IPAddress.Parse("10.0.0.1"), Port: 9000, Zone: "eu-1a"));
        var pool = new BackendPool("pool",
        [
            Backend.At(new BackendAddress("127.0.0.1", 9)) with { Priority = 1 },
            Backend.At(new BackendAddress("chat.prod", 9000)) with { Addresses = EndpointSource.Slices() },
        ], PickerKind.RoundRobin);
        await using var proxy = await TestProxy.StartAsync(TestRoutes.Options(TestRoutes.Route(pool)), slices: slices);

        var rows = await proxy.CommandAsync("backends list");

        Assert.Equal(["ws://127.0.0.1:9", "ws://10.0.0.1:9000"], rows.Values<string>("backend"));
        Assert.Equal(["listed", "slices"], rows.Values<string>("source"));
        Assert.Equal([1, 0], rows.Values<int>("priority"));
        Assert.Equal(["none", "eu-1a"], rows.Select(answer => answer.Row!["zone"]?.GetValue<string>() ?? "none"));
    }

    [Fact]
    public async Task A_disabled_backend_gets_nothing_until_it_is_enabled()
    {
        using var one = new ScriptedBackend();
        using var other = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(one.Url, other.Url);

        Assert.Equal($"{one.Url} gets no new connections, on any node; open ones stay",
            (await proxy.CommandAsync("backends disable", ("backend", one.Url))).Only(AnswerKind.Line));
        for (var i = 0; i < 4; i++)
        {
            var (client, upstream) = await proxy.OpenAsync(other);
            client.Dispose();
            upstream.Dispose();
        }
        Assert.Equal([true, false], (await proxy.CommandAsync("backends list")).Values<bool>("disabled"));
        Assert.Equal([other.Url], (await proxy.CommandAsync("backends list", ("backend", other.Url))).Values<string>("backend"));
        var part = await proxy.CommandAsync("backends list", ("limit", "1"));
        Assert.Equal(one.Url, part[0].Row!["backend"]!.GetValue<string>());
        Assert.Equal("local has more than 1 backends: ask for some of them with pool or backend, or for more with limit",
            Assert.Single(part, answer => answer.Kind == AnswerKind.Warning).Text);
        await proxy.CommandAsync("backends disable", ("backend", other.Url));
        using (var refused = await proxy.ConnectAsync())
        {
            await refused.SendAsync(Handshakes.Request());
            Assert.Equal(503, (await refused.ReadHeadAsync()).Status);
        }
        await proxy.CommandAsync("backends enable", ("backend", one.Url));
        var (again, served) = await proxy.OpenAsync(one);
        again.Dispose();
        served.Dispose();
        Assert.Equal($"backend '{one.Url}' is not disabled",
            (await proxy.CommandAsync("backends enable", ("backend", one.Url))).Only(AnswerKind.Error));
        Assert.StartsWith("no route has a backend 'ws://nowhere'",
            (await proxy.CommandAsync("backends disable", ("backend", "ws://nowhere"))).Only(AnswerKind.Error), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_drained_node_is_not_ready_refuses_and_closes_and_can_take_it_back()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(backend.Url);
        var (first, firstUpstream) = await proxy.OpenAsync(backend);
        Assert.True(proxy.Node.Health.Current.IsReady);

        await proxy.CommandAsync("drain start", ("over", "0s"));

        await proxy.PassUntilAsync(first.ReadFrameAsync(), TimeSpan.FromMilliseconds(100));
        Assert.False(proxy.Node.Health.Current.IsReady);
        Assert.Equal([true], (await proxy.CommandAsync("drain status")).Values<bool>("draining"));
        using (var refused = await proxy.ConnectAsync())
        {
            await refused.SendAsync(Handshakes.Request());
            Assert.Equal(503, (await refused.ReadHeadAsync()).Status);
        }
        first.Dispose();
        firstUpstream.Dispose();
        Assert.Equal(TerminationReason.NodeShutdown, (await proxy.Log.FirstAsync<ClosedEvent>()).End.Reason);

        Assert.Equal("local takes connections again", (await proxy.CommandAsync("drain cancel")).Only(AnswerKind.Line));

        Assert.True(proxy.Node.Health.Current.IsReady);
        var (second, secondUpstream) = await proxy.OpenAsync(backend);
        second.Dispose();
        secondUpstream.Dispose();
        Assert.Equal("local does not drain", (await proxy.CommandAsync("drain cancel")).Only(AnswerKind.Error));
    }

    [Fact]
    public async Task A_node_that_is_alone_shows_itself()
    {
        await using var proxy = await TestProxy.StartAsync("ws://127.0.0.1:9");
        var row = Assert.Single(await proxy.CommandAsync("cluster show")).Row!;
        Assert.Equal(("local", "alone", true), (row["node"]!.GetValue<string>(), row["status"]!.GetValue<string>(),
            row["ready"]!.GetValue<bool>()));
        Assert.Equal("the cluster has no node 'x:1'; there are: local",
            (await proxy.CommandAsync("drain status", ("node", "x:1"))).Only(AnswerKind.Error));
    }
}
