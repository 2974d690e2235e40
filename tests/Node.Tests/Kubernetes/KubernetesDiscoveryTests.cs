using System.Net;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Kubernetes;
using ActorProxy.Shared.Options;
using Akka.Discovery;
using k8s;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Node.Tests.Kubernetes;

public sealed class KubernetesDiscoveryTests : IAsyncLifetime
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private readonly FakeTimeProvider _time = new();
    private ScriptedApi _api = null!;
    private KubernetesDiscovery _discovery = null!;

    public async Task InitializeAsync()
    {
        _api = await ScriptedApi.StartAsync();
        _discovery = Discovery(new KubernetesOptions { Namespace = "prod", LabelSelector = "app=a,tier!=b" });
    }

    public async Task DisposeAsync()
    {
        _discovery.Dispose();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task Pods_that_run_are_found_ready_or_not()
    {
        _api.Answer = ScriptedApi.Json(200, Pod.List(
            new Pod("a-0", "10.0.0.1"),
            new Pod("a-1", "10.0.0.2") { Ready = false },
            new Pod("a-2", "10.0.0.3") { Terminating = true },
            new Pod("no-address", null),
            new Pod("pulls-its-image", "10.0.0.4") { Phase = "Pending", State = "waiting" },
            new Pod("crashes", "10.0.0.5") { State = "waiting" },
            new Pod("evicted", "10.0.0.6") { Phase = "Failed", State = "terminated" }));

        var pods = await LookupAsync();

        Assert.Equal(
            [("a-0", "10.0.0.1", 4053, false), ("a-1", "10.0.0.2", 4053, false), ("a-2", "10.0.0.3", 4053, true)],
            pods.Select(p => (p.Name, p.Host, p.Port!.Value, p.Terminating)));
        Assert.All(pods, p => Assert.Equal(IPAddress.Parse(p.Host), p.Address));
    }

    [Fact]
    public async Task An_address_of_IPv6_is_found_as_the_pod_s_own_Akka_writes_it()
    {
        _api.Answer = ScriptedApi.Json(200, Pod.List(new Pod("a-0", "fd00::1")));

        var pod = Assert.Single(await LookupAsync());

        Assert.Equal(("[fd00::1]", IPAddress.Parse("fd00::1")), (pod.Host, pod.Address));
    }

    [Fact]
    public async Task The_api_is_asked_for_one_namespace_and_the_labels()
    {
        Assert.Empty(await LookupAsync());

        Assert.Equal("GET /api/v1/namespaces/prod/pods?labelSelector=app%3Da%2Ctier%21%3Db&limit=500&watch=false", _api.Requests.Single());
    }

    [Fact]
    public async Task Without_a_namespace_it_is_the_pods_own()
    {
        using var discovery = Discovery(new KubernetesOptions());

        await discovery.Lookup(new Lookup("actorproxy"), Timeout);

        Assert.Equal("GET /api/v1/namespaces/own/pods?labelSelector=app.kubernetes.io%2Fname%3Dactorproxy&limit=500&watch=false",
            _api.Requests.Single());
    }

    [Theory]
    [InlineData(403, "a Role with the verb list on pods")]
    [InlineData(401, "does not accept the token")]
    [InlineData(400, "label-selector (app=a,tier!=b)")]
    [InlineData(500, "answered 500")]
    [InlineData(429, "answered 429")]
    public async Task A_refusal_says_what_to_do(int status, string expected)
    {
        _api.Answer = ScriptedApi.Json(status, """{"kind":"Status","status":"Failure","message":"no"}""");

        Assert.Contains(expected, (await FailsAsync()).Message);
    }

    [Theory]
    [InlineData("<html>Welcome to the hotel's network</html>")]
    [InlineData("{\"items\":[")]
    [InlineData("{\"items\":7}")]
    [InlineData("null")]
    [InlineData("")]
    public async Task Garbage_is_no_list_of_pods(string body)
    {
        _api.Answer = ScriptedApi.Json(200, body);

        Assert.Contains("no list of pods", (await FailsAsync()).Message);
    }

    [Fact]
    public async Task A_list_of_bare_pods_finds_nothing()
    {
        _api.Answer = ScriptedApi.Json(200, """{"items":[{},{"status":{}},{"metadata":{},"status":{"podIP":"x"}}]}""");

        Assert.Empty(await LookupAsync());
    }

    [Fact]
    public async Task An_api_that_does_not_answer_is_given_up()
    {
        _api.Answer = context => Task.Delay(System.Threading.Timeout.Infinite, context.RequestAborted);
        var lookup = FailsAsync();
        await Wait.UntilAsync(() => !_api.Requests.IsEmpty, "the request");

        _time.Advance(Timeout);

        Assert.Contains("does not answer in time", (await lookup).Message);
    }

    [Fact]
    public async Task An_api_that_stops_in_the_middle_is_given_up()
    {
        _api.Answer = async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("{\"items\":[");
            await context.Response.Body.FlushAsync();
            context.Abort();
        };

        Assert.Contains("cannot be reached", (await FailsAsync()).Message);
    }

    [Fact]
    public async Task An_api_that_is_down_is_named()
    {
        using var port = new ClosedPort();
        using var discovery = new KubernetesDiscovery(
            new KubernetesClientConfiguration { Host = port.Url.Replace("ws:", "http:", StringComparison.Ordinal) }, new ClusterOptions(),
            _time);

        var failure = await Assert.ThrowsAsync<PodLookupException>(() => discovery.Lookup(new Lookup("actorproxy"), Timeout));

        Assert.Contains("cannot be reached", failure.Message);
    }

    [Fact]
    public async Task More_pods_than_a_page_has_are_a_wrong_selector()
    {
        _api.Answer = ScriptedApi.Json(200, Pod.List("next", new Pod("a-0", "10.0.0.1")));

        Assert.Contains("label-selector is too wide", (await FailsAsync()).Message);
    }

    [Fact]
    public void Outside_of_a_pod_it_says_so()
    {
        var failure = Assert.Throws<PodLookupException>(() => KubernetesDiscovery.InCluster(new ClusterOptions(), _time));

        Assert.Contains("service account", failure.Message);
    }

    private KubernetesDiscovery Discovery(KubernetesOptions options) =>
        new(_api.Configuration, new ClusterOptions { Kubernetes = options }, _time);

    private async Task<IReadOnlyList<PodTarget>> LookupAsync() =>
        [.. (await _discovery.Lookup(new Lookup("actorproxy"), Timeout)).Addresses.Cast<PodTarget>()];

    private Task<PodLookupException> FailsAsync() =>
        Assert.ThrowsAsync<PodLookupException>(() => _discovery.Lookup(new Lookup("actorproxy"), Timeout));
}
