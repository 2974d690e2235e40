using System.Net;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Health;
using ActorProxy.Shared.Options;
using ActorProxy.Tests.Harness;

namespace ActorProxy.Node.Tests.Hosting;

/// <summary>What the health endpoint answers from the start of a node to its end.</summary>
public sealed class HealthLifeTests : IDisposable
{
    private readonly HttpClient _client = new();
    private readonly ScriptedBackend _backend = new();
    private readonly DnsEndPoint _founder = Node();

    public void Dispose()
    {
        _client.Dispose();
        _backend.Dispose();
    }

    [Fact]
    public async Task A_node_is_ready_when_it_is_a_member_and_until_it_drains()
    {
        var options = Member(Node()) with
        {
            Health = new HealthOptions { Address = IPAddress.Loopback, Port = FreePort.Next() },
            Registry = new RegistryOptions { StartWait = TimeSpan.FromHours(1) }, // however slow the machine is
        };
        await using var host = await TestHost.StartAsync(options);
        _client.BaseAddress = new Uri($"http://127.0.0.1:{options.Health.Port}");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "the node is no member of its cluster\n"), await GetAsync(HealthPaths.Ready));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "the node was not ready yet\nthe node is no member of its cluster\n"),
            await GetAsync(HealthPaths.Started));
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(HealthPaths.Live)).Status);

        await using var founder = await TestHost.StartAsync(Member(_founder));
        await Wait.UntilAsync(async () => (await GetAsync(HealthPaths.Ready)).Status == HttpStatusCode.OK, "a node that is ready");
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await GetAsync(HealthPaths.Started));

        // Its client never answers the Close frame: that takes the drain its whole grace.
        using var client = await Peer.ConnectAsync(host.EndPoint());
        await client.SendAsync(Handshakes.Request());
        using var upstream = (await _backend.AcceptRequestAsync()).Peer;
        await upstream.SendAsync(Handshakes.Switching);
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        var ending = host.DisposeAsync().AsTask();
        Assert.Equal(8, (await client.ReadFrameAsync()).Opcode);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "the node is draining\n"), await GetAsync(HealthPaths.Ready));
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await GetAsync(HealthPaths.Started));
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await GetAsync(HealthPaths.Live));
        await ending;
        await Assert.ThrowsAsync<HttpRequestException>(() => _client.GetAsync(HealthPaths.Live));
    }

    /// <summary>A node of the cluster that the founder founds.</summary>
    private ProxyOptions Member(DnsEndPoint node) => TestHost.Options(TestRoutes.Route(TestRoutes.Pool(_backend.Url))) with
    {
        Cluster = new ClusterOptions
        {
            Enabled = true,
            Hostname = node.Host,
            Port = node.Port,
            BindAddress = IPAddress.Loopback,
            SeedNodes = [_founder, node],
        },
    };

    private static DnsEndPoint Node() => new("127.0.0.1", FreePort.Next());

    private async Task<(HttpStatusCode Status, string Body)> GetAsync(string path)
    {
        using var response = await _client.GetAsync(path);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
