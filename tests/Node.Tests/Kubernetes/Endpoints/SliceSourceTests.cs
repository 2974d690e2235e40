using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Kubernetes.Endpoints;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Endpoints;
using k8s.Exceptions;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Node.Tests.Kubernetes.Endpoints;

/// <summary>What is known of a Service's endpoints, by an API that the test plays.</summary>
public sealed class SliceSourceTests : IAsyncLifetime
{
    private static readonly Backend Chat = Of("chat.prod.svc.cluster.local");

    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedSlices _slices = new();
    private readonly List<string?> _told = [];
    private ScriptedApi _api = null!;
    private SliceSource _source = null!;

    public async Task InitializeAsync()
    {
        _api = await ScriptedApi.StartAsync();
        _api.Answer = _slices.AnswerAsync;
        _source = new SliceSource(() => _api.Configuration, _time, zone: null);
        _source.Failing += (_, news) =>
        {
            lock (_told)
                _told.Add(news.Failure);
        };
    }

    public async Task DisposeAsync()
    {
        _source.Dispose();
        _slices.End();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task Slices_are_listed_and_then_followed()
    {
        _slices.Listed = [Slice("chat-1", "10.0.0.1", "10.0.0.2")];
        var use = _source.Use(Chat);
        await HasAsync("10.0.0.1:9000", "10.0.0.2:9000");

        _slices.Tell("ADDED", Slice("chat-2", "10.0.0.3"));
        await HasAsync("10.0.0.1:9000", "10.0.0.2:9000", "10.0.0.3:9000");
        _slices.Tell("MODIFIED", Slice("chat-1", "10.0.0.2"));
        await HasAsync("10.0.0.2:9000", "10.0.0.3:9000");
        _slices.Tell("DELETED", Slice("chat-2", "10.0.0.3"));
        await HasAsync("10.0.0.2:9000");

        Assert.StartsWith("GET /apis/discovery.k8s.io/v1/namespaces/prod/endpointslices?", _api.Requests.First());
        Assert.All(_api.Requests, request => Assert.Contains("labelSelector=kubernetes.io%2Fservice-name%3Dchat", request));
        Assert.Single(_api.Requests, request => !request.Contains("watch=true"));
        Assert.Empty(_told);
        GC.KeepAlive(use);
    }

    [Fact]
    public async Task When_the_api_ends_its_answer_the_next_one_begins_where_it_ended()
    {
        _slices.Listed = [Slice("chat-1", "10.0.0.1")];
        var use = _source.Use(Chat);
        await HasAsync("10.0.0.1:9000");
        _slices.Tell("BOOKMARK", Bookmark("41"));
        _slices.EndAnswer();
        await PassUntilAsync(() => _api.Requests.Any(request => request.Contains("resourceVersion=41")));

        _slices.Tell("MODIFIED", Slice("chat-1", "10.0.0.2"));
        await HasAsync("10.0.0.2:9000");
        Assert.Single(_api.Requests, request => !request.Contains("watch=true"));
        GC.KeepAlive(use);
    }

    [Fact]
    public async Task A_version_that_is_too_old_has_all_listed_anew()
    {
        _slices.Listed = [Slice("chat-1", "10.0.0.1")];
        var use = _source.Use(Chat);
        await HasAsync("10.0.0.1:9000");

        _slices.Listed = [Slice("chat-2", "10.0.0.2")];
        _slices.Write("""{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Expired","code":410}}""");
        _slices.EndAnswer();

        await HasAsync("10.0.0.2:9000");
        GC.KeepAlive(use);
    }

    [Fact]
    public async Task Endpoints_stay_while_the_api_refuses_which_is_told_once()
    {
        _slices.Listed = [Slice("chat-1", "10.0.0.1")];
        var use = _source.Use(Chat);
        await HasAsync("10.0.0.1:9000");

        _api.Answer = ScriptedApi.Json(403, "{}");
        _slices.EndAnswer();
        await PassUntilAsync(() => Told.Count == 1 && _api.Requests.Count > 5);
        var told = Assert.Single(Told)!;
        Assert.True(told.Contains("Role with the verbs list and watch on endpointslices"), told);
        Assert.Equal(["10.0.0.1:9000"], Known(Chat));

        _slices.Listed = [Slice("chat-1", "10.0.0.2")];
        _api.Answer = _slices.AnswerAsync;
        await HasAsync("10.0.0.2:9000");
        Assert.Null(Told[^1]);
        GC.KeepAlive(use);
    }

    [Fact]
    public async Task Another_failure_of_the_api_is_told_too()
    {
        _slices.Listed = [Slice("chat-1", "10.0.0.1")];
        var use = _source.Use(Chat);
        await HasAsync("10.0.0.1:9000");

        _api.Answer = ScriptedApi.Json(403, "{}");
        _slices.EndAnswer();
        await PassUntilAsync(() => Told.Count == 1);
        _api.Answer = ScriptedApi.Json(503, "{}");
        await PassUntilAsync(() => Told.Count == 2);
        Assert.Contains("answered 503", Told[1]);

        _slices.Listed = [Slice("chat-1", "10.0.0.2")];
        _api.Answer = _slices.AnswerAsync;
        await HasAsync("10.0.0.2:9000");
        Assert.Equal(3, Told.Count);
        Assert.Null(Told[2]);
        GC.KeepAlive(use);
    }

    [Fact]
    public async Task Outside_of_a_cluster_nothing_is_known_and_it_is_told()
    {
        using var source = new SliceSource(() => throw new KubeConfigException("no token"), _time, zone: null);
        var told = new TaskCompletionSource<string?>();
        source.Failing += (_, news) => told.TrySetResult(news.Failure);
        var use = source.Use(Chat);

        Assert.Contains("in a pod with a service account only", await told.Task.WaitAsync(Peer.Timeout));
        Assert.Null(source.Known(Chat));
        GC.KeepAlive(use);
    }

    [Fact]
    public async Task A_port_that_cannot_be_told_is_told_once_and_has_no_endpoints()
    {
        _slices.Listed = [Slice("chat-1", "10.0.0.1")];
        var named = Chat with { Addresses = EndpointSource.Slices("www") };
        var use = _source.Use(named);
        await PassUntilAsync(() => _source.Known(named) is not null);

        Assert.Empty(Known(named)!);
        Assert.Empty(Known(named)!);
        Assert.Contains("no port of the name www", Assert.Single(Told));
        Assert.Equal(["10.0.0.1:9000"], Known(Chat));
        GC.KeepAlive(use);
    }

    [Theory]
    [InlineData("chat", "own", "chat")]
    [InlineData("chat.prod", "prod", "chat")]
    [InlineData("chat.prod.svc.cluster.local", "prod", "chat")]
    public void A_name_is_that_of_a_service(string host, string space, string name) =>
        Assert.Equal((space, name), SliceApi.ServiceOf(host, "own"));

    private List<string?> Told
    {
        get
        {
            lock (_told)
                return [.. _told];
        }
    }

    private Task HasAsync(params string[] endpoints) => PassUntilAsync(() => Known(Chat) is { } known && known.SequenceEqual(endpoints));

    private Task PassUntilAsync(Func<bool> happened) => Wait.UntilAsync(() =>
    {
        if (happened())
            return true;
        _time.Advance(TimeSpan.FromSeconds(1));
        return false;
    }, "what the API was to bring");

    private List<string>? Known(Backend backend) =>
        _source.Known(backend) is { } endpoints ? [.. endpoints.Select(endpoint => $"{endpoint.At}:{endpoint.Port}")] : null;

    private static Backend Of(string host) => Backend.At(new BackendAddress(host, 80)) with { Addresses = EndpointSource.Slices() };

    private static object Slice(string name, params string[] addresses) => ScriptedSlices.Slice(name, "17", 9000, addresses);

    private static object Bookmark(string version) => ScriptedSlices.Slice("", version, 9000);
}
