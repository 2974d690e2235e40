using System.Net;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Tests.Gateway.Http2;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies.Rewriting;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Tests.Gateway;

/// <summary>Paths with dot segments, refused or resolved as http.dot-segments says. Only what is below /chat is routed.</summary>
public sealed class DotSegmentTests
{
    private const string Refusal = "the path has a dot segment ('.' or '..'), which http.dot-segments = refuse does not allow";

    private static readonly HttpOptions Resolving = new() { DotSegments = DotSegments.Resolve };

    [Theory]
    [InlineData("/chat/../chat/x")]
    [InlineData("/chat/%2e%2E/chat")]
    [InlineData("/chat/.%2e")]
    [InlineData("/chat/.")]
    public async Task By_default_they_are_refused_in_words_be_it_a_request_or_an_upgrade(string path)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(Route(backend.Url));
        foreach (var request in new[] { Requests.Get(path), Handshakes.Request(path) })
        {
            using var client = await proxy.ConnectAsync();
            await client.SendAsync(request);

            var head = await client.ReadHeadAsync();
            Assert.Equal(400, head.Status);
            Assert.Contains(Refusal, await client.ReadTextAsync(
                int.Parse(head["Content-Length"].Single(), System.Globalization.CultureInfo.InvariantCulture)));
        }
        Assert.Equal([TerminationReason.BadRequest, TerminationReason.BadRequest], (await proxy.Log.AtLeastAsync<object>(2)).Select(
            told => told is ServedRequest served ? served.Reason : Assert.IsType<RefusedRequest>(told).Reason));
        Assert.False(backend.HasConnection);
    }

    [Theory]
    [InlineData("/x/../chat/./y?q=/../z", 200)]
    [InlineData("/%2e/chat/%2E%2e/chat", 200)]
    [InlineData("/chat/../admin", 404)]
    [InlineData("/chat/../../chat", 400)]
    [InlineData("/chat/..%2fadmin", 400)]
    public async Task A_request_goes_by_what_they_resolve_to_and_passes_as_it_came(string path, int status)
    {
        using var backend = new RecordingBackend();
        await using var proxy = await GatewayProxy.StartAsync(Route(backend.Url), Resolving);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get(path));

        Assert.Equal(status, (await client.ReadHeadAsync()).Status);
        Assert.Equal(status == 200 ? [$"GET {path} []"] : [], backend.Seen);
    }

    [Fact]
    public async Task The_access_log_says_where_one_wanted_to_go_that_went_nowhere()
    {
        using var backend = new RecordingBackend();
        await using var proxy = await GatewayProxy.StartAsync(Route(backend.Url), Resolving);
        foreach (var request in new[] { Requests.Get("/chat/../admin"), Handshakes.Request("/chat/../admin") })
        {
            using var client = await proxy.ConnectAsync();
            await client.SendAsync(request);
            Assert.Equal(404, (await client.ReadHeadAsync()).Status);
        }
        Assert.Equal(["/admin", "/admin"], (await proxy.Log.AtLeastAsync<object>(2)).Select(
            told => told is ServedRequest served ? served.Path : Assert.IsType<RefusedRequest>(told).Path));
    }

    [Fact]
    public async Task So_does_an_upgrade()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(Route(backend.Url), Resolving);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request("/x/%2e%2e/chat/./y"));
        var (upstream, request) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(Handshakes.Switching);

        Assert.Equal("GET /x/%2e%2e/chat/./y HTTP/1.1", request.StartLine);
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        Assert.Equal("/chat/y", (await proxy.Log.FirstAsync<OpenedEvent>()).Connection.Path);
        upstream.Dispose();
    }

    [Fact]
    public async Task What_is_rewritten_is_what_they_resolve_to()
    {
        using var backend = new RecordingBackend();
        await using var proxy = await GatewayProxy.StartAsync(Route(backend.Url, PathRewrite.Strip), Resolving);
        using var client = await proxy.ConnectAsync();
        foreach (var path in new[] { "/x/../chat/a?q", "/chat/../chat/b/../c", "/chat/%61" })
        {
            await client.SendAsync(Requests.Get(path));
            Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        }
        Assert.Equal(["GET /a?q []", "GET /c []", "GET /%61 []"], backend.Seen);
    }

    [Fact]
    public async Task HTTP2_is_held_to_the_same()
    {
        using var backend = new RecordingBackend();
        await using var resolving = await Http2Proxy.StartAsync(Route(backend.Url), change: options => options with { Http = Resolving });
        await using var refusing = await Http2Proxy.StartAsync(Route(backend.Url));
        foreach (var (proxy, status) in new[] { (resolving, HttpStatusCode.OK), (refusing, HttpStatusCode.BadRequest) })
        {
            using var client = proxy.Client();
            using var response = await client.GetAsync(new Uri("https://localhost/x/%2e%2e/chat/../chat/y",
                new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
            Assert.Equal(status, response.StatusCode);
            if (status == HttpStatusCode.BadRequest)
                Assert.Contains(Refusal, await response.Content.ReadAsStringAsync());
        }
        Assert.Equal(["GET /x/%2e%2e/chat/../chat/y []"], backend.Seen);
    }

    private static Route Route(string url, params PathRewrite[] rewrites) =>
        TestRoutes.Route(TestRoutes.Pool(url), "/chat", [.. rewrites]);
}
