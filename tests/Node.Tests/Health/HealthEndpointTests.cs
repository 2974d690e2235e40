using System.Net;
using System.Net.Sockets;
using ActorProxy.Actors.Health;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Health;
using ActorProxy.Shared.Options;

namespace ActorProxy.Node.Tests.Health;

public sealed class HealthEndpointTests : IAsyncLifetime
{
    private readonly NodeHealth _health = new();
    private readonly HttpClient _client = new();
    private HealthEndpoint _endpoint = null!;
    private volatile bool _systemRuns = true;

    public async Task InitializeAsync()
    {
        _endpoint = await HealthEndpoint.StartAsync(new HealthOptions { Address = IPAddress.Loopback }, _health, () => _systemRuns);
        _client.BaseAddress = new Uri($"http://{_endpoint.Address}");
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _endpoint.DisposeAsync();
    }

    [Fact]
    public async Task The_node_lives_as_long_as_its_actor_system()
    {
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await GetAsync(HealthPaths.Live));

        _systemRuns = false;

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "the actor system has terminated\n"), await GetAsync(HealthPaths.Live));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public async Task Any_address_of_IPv6_is_any_of_IPv4_too(string host)
    {
        if (!Socket.OSSupportsIPv6)
            return;
        await using var endpoint = await HealthEndpoint.StartAsync(new HealthOptions { Address = IPAddress.IPv6Any }, _health, () => true);

        Assert.Equal("ok\n", await _client.GetStringAsync(new Uri($"http://{host}:{endpoint.Address.Port}{HealthPaths.Live}")));
    }

    [Fact]
    public async Task Not_ready_says_why()
    {
        _health.Update(s => s with { Listening = true });

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "the node is no member of its cluster\nthe routes of the registry have not all arrived\n"),
            await GetAsync(HealthPaths.Ready));
    }

    [Fact]
    public async Task Ready_is_until_the_node_drains_and_started_is_for_ever()
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await GetAsync(HealthPaths.Started)).Status);

        _health.Update(s => s with { Listening = true, Member = true, RoutesSynced = true });
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await GetAsync(HealthPaths.Ready));
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await GetAsync(HealthPaths.Started));

        _health.Update(s => s with { Draining = true });
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "the node is draining\n"), await GetAsync(HealthPaths.Ready));
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await GetAsync(HealthPaths.Started));
    }

    [Fact]
    public async Task A_terminated_system_is_not_ready_whatever_it_said_before()
    {
        _health.Update(s => s with { Listening = true, Member = true, RoutesSynced = true });
        _systemRuns = false;

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "the actor system has terminated\n"), await GetAsync(HealthPaths.Ready));
    }

    [Theory]
    [InlineData("GET", "/", HttpStatusCode.NotFound)]
    [InlineData("GET", "/healthz/", HttpStatusCode.NotFound)]
    [InlineData("GET", "/HEALTHZ", HttpStatusCode.NotFound)]
    [InlineData("POST", "/metrics", HttpStatusCode.NotFound)]
    [InlineData("POST", "/healthz", HttpStatusCode.MethodNotAllowed)]
    [InlineData("DELETE", "/readyz", HttpStatusCode.MethodNotAllowed)]
    [InlineData("HEAD", "/healthz", HttpStatusCode.OK)]
    [InlineData("GET", "/healthz?verbose", HttpStatusCode.OK)]
    public async Task There_is_nothing_else(string method, string path, HttpStatusCode status)
    {
        using var response = await _client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal(status, response.StatusCode);
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task A_large_head_is_refused()
    {
        using var peer = await Peer.ConnectAsync(_endpoint.Address);

        await peer.SendAsync($"GET /healthz HTTP/1.1\r\nHost: a\r\nX-Long: {new string('x', 5000)}\r\n\r\n");

        Assert.Equal(431, (await peer.ReadHeadAsync()).Status);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        var taken = new HealthOptions { Address = IPAddress.Loopback, Port = _endpoint.Address.Port };

        var failure = await Assert.ThrowsAsync<IOException>(() => HealthEndpoint.StartAsync(taken, _health, () => true));

        Assert.Contains($"127.0.0.1:{taken.Port}", failure.Message);
        Assert.Contains("health.port", failure.Message);
    }

    [Fact] // TEST-NET-1 (RFC 5737): no address of this machine
    public async Task An_address_that_is_not_ours_is_named()
    {
        var foreign = new HealthOptions { Address = IPAddress.Parse("192.0.2.1"), Port = 8081 };

        var failure = await Assert.ThrowsAsync<IOException>(() => HealthEndpoint.StartAsync(foreign, _health, () => true));

        Assert.Contains("192.0.2.1:8081", failure.Message);
    }

    private async Task<(HttpStatusCode Status, string Body)> GetAsync(string path)
    {
        using var response = await _client.GetAsync(path);
        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
