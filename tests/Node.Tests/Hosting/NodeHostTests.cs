using System.Net;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Tests.Gateway;
using ActorProxy.Shared.Options;

namespace ActorProxy.Node.Tests.Hosting;

public sealed class NodeHostTests
{
    [Theory] // RFC 9110 section 15.5.22
    [InlineData(true, 502)]
    [InlineData(false, 426)]
    public async Task Plain_requests_are_served_where_http_is_enabled(bool enabled, int status)
    {
        using var port = new ClosedPort();
        var options = TestHost.Options(TestRoutes.Route(TestRoutes.Pool(port.Url))) with { Http = new HttpOptions { Enabled = enabled } };
        await using var host = await TestHost.StartAsync(options);
        using var client = await Peer.ConnectAsync(host.EndPoint());

        await client.SendAsync(Requests.Get());

        Assert.Equal(status, (await client.ReadHeadAsync()).Status);
    }

    [Fact]
    public async Task A_cluster_port_that_is_taken_is_an_error_in_words()
    {
        using var backend = new ScriptedBackend();
        var taken = backend.EndPoint.Port;
        var options = TestHost.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url))) with
        {
            Cluster = new ClusterOptions { Enabled = true, Hostname = "127.0.0.1", BindAddress = IPAddress.Loopback, Port = taken,
                SeedNodes = [new DnsEndPoint("127.0.0.1", taken)] },
        };

        var refused = await Assert.ThrowsAsync<IOException>(() => TestHost.StartAsync(options));

        Assert.Equal($"The cluster's port cannot be bound at 127.0.0.1:{taken}: Address already in use; see cluster.bind-address and "
            + $"cluster.port", refused.Message);
    }

    [Fact]
    public async Task A_section_akka_that_is_none_is_an_error_in_words()
    {
        using var port = new ClosedPort();

        var refused = await Assert.ThrowsAsync<IOException>(
            () => TestHost.StartAsync(TestHost.Options(TestRoutes.Route(TestRoutes.Pool(port.Url))),
                "akka.actor.default-dispatcher.type = \"No.Such, Type\""));

        Assert.StartsWith("The section akka cannot be used: ", refused.Message);
        Assert.Contains("No.Such", refused.Message);
    }
}
