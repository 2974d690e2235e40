using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Tests.Limits;

/// <summary>A node that has no descriptor for another client.</summary>
public sealed class SocketLimitTests
{
    [Theory]
    [InlineData(TransportKind.Auto)]
    [InlineData(TransportKind.Sockets)]
    public async Task A_surplus_client_is_told_so_and_open_tunnels_go_on(TransportKind transport)
    {
        using var backend = new ScriptedBackend();
        var sockets = new SocketBudget { AcceptsSurplus = true };
        await using var proxy = await TestProxy.StartAsync(
            TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url)), transport), sockets: sockets);
        var (client, upstream) = await proxy.OpenAsync(backend);
        using var _ = client;
        using var __ = upstream;
        sockets.Capacity = 2;

        // This transport has a place in hand for the next client.
        using var next = transport == TransportKind.Sockets ? await proxy.ConnectAsync() : null;
        using var late = await proxy.ConnectAsync();

        var answer = await late.ReadHeadAsync();
        Assert.Equal(503, answer.Status);
        Assert.Single(answer["Retry-After"]);
        Assert.Equal(TerminationReason.ConnectionLimit, (await proxy.Log.FirstAsync<RefusedRequest>()).Reason);
        await client.SendAsync(Frame.FromClient("still here"));
        Assert.Equal(Frame.FromClient("still here"), await upstream.ReadAsync(Frame.FromClient("still here").Length));
    }

    [Fact]
    public async Task Without_a_descriptor_for_its_backend_a_client_is_answered_503()
    {
        using var backend = new ScriptedBackend();
        var sockets = new SocketBudget();
        await using var proxy = await TestProxy.StartAsync(
            TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url))), sockets: sockets);
        using var client = await proxy.ConnectAsync();
        await Wait.UntilAsync(() => sockets.Clients == 1, "it is accepted");
        sockets.Capacity = 1;

        await client.SendAsync(Handshakes.Request());

        Assert.Equal(503, (await client.ReadHeadAsync()).Status);
        Assert.Equal(TerminationReason.ResourcesExhausted, (await proxy.Log.FirstAsync<RefusedRequest>()).Reason);
    }
}
