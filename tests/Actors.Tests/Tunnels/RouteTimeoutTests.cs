using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies.Timeouts;

namespace ActorProxy.Actors.Tests.Tunnels;

public sealed class RouteTimeoutTests
{
    [Fact]
    public async Task A_routes_idle_timeout_takes_the_place_of_the_nodes()
    {
        using var server = new ScriptedBackend();
        var idle = TimeSpan.FromSeconds(20);
        await using var proxy = await TestProxy.StartAsync(TransportKind.Auto,
            TestRoutes.Route(TestRoutes.Pool(server.Url), policies: [new IdleTimeout(idle)]));
        var (client, backend) = await proxy.OpenAsync(server);

        await proxy.PassAsync(idle);

        Assert.Equal(1001, (await client.ReadFrameAsync()).CloseCode);
        client.Dispose();
        backend.Dispose();
    }
}
