using System.Net;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tests.Upstreams;

/// <summary>From which of the node's addresses backends are connected. All of 127.0.0.0/8 is the node's on Linux.</summary>
public sealed class SourceAddressTests
{
    [Theory]
    [InlineData(TransportKind.Epoll)]
    [InlineData(TransportKind.Sockets)]
    public async Task All_that_are_named_are_used(TransportKind transport)
    {
        IPAddress[] sources = [IPAddress.Parse("127.0.0.2"), IPAddress.Parse("127.0.0.3")];
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(
            transport, TestRoutes.Route(TestRoutes.Pool(backend.Url) with { SourceAddresses = [.. sources] }));
        var seen = new HashSet<IPAddress>();
        for (var i = 0; seen.Count < sources.Length; i++)
        {
            Assert.InRange(i, 0, 100);
            var (client, upstream) = await proxy.OpenAsync(backend);
            seen.Add(((IPEndPoint)upstream.Socket.RemoteEndPoint!).Address);
            client.Dispose();
            upstream.Dispose();
        }
        Assert.Equal(sources.ToHashSet(), seen);
    }

    [Theory]
    [InlineData(TransportKind.Epoll)]
    [InlineData(TransportKind.Sockets)]
    public async Task One_that_is_not_the_nodes_is_passed_over_where_another_is(TransportKind transport)
    {
        using var backend = new ScriptedBackend();
        var pool = TestRoutes.Pool(backend.Url);
        await using var proxy = await TestProxy.StartAsync(transport, TestRoutes.Route(
            pool with { SourceAddresses = [IPAddress.Parse("192.0.2.1"), IPAddress.Parse("::1"), IPAddress.Parse("127.0.0.2")] }));
        for (var i = 0; i < 5; i++)
        {
            var (client, upstream) = await proxy.OpenAsync(backend);
            Assert.Equal(IPAddress.Parse("127.0.0.2"), ((IPEndPoint)upstream.Socket.RemoteEndPoint!).Address);
            client.Dispose();
            upstream.Dispose();
        }
    }

    [Fact]
    public async Task Without_one_that_is_the_nodes_a_client_is_told_that_the_proxy_is_overloaded()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(TestRoutes.Options(TestRoutes.Route(
            TestRoutes.Pool(backend.Url) with { SourceAddresses = [IPAddress.Parse("192.0.2.1")] })));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());

        Assert.Equal(503, (await client.ReadHeadAsync()).Status);
        var refused = await proxy.Log.FirstAsync<RefusedRequest>();
        Assert.Equal(TerminationReason.PortsExhausted, refused.Reason);
        Assert.Contains("192.0.2.1", refused.Detail, StringComparison.Ordinal);
    }
}
