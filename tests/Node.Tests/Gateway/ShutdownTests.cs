using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Tests.Gateway;

/// <summary>A node that stops finishes the requests in flight, within the grace.</summary>
public abstract class ShutdownTests(TransportKind transport)
{
    [Fact]
    public async Task A_request_in_flight_is_finished_and_its_connection_closed()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend, TimeSpan.FromMinutes(1));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get());
        var (upstream, _) = await backend.AcceptRequestAsync();

        var stopping = proxy.Node.DisposeAsync().AsTask();
        await Wait.UntilAsync(async () => await RefusesAsync(proxy), "no more connections");
        Assert.False(stopping.IsCompleted);
        await upstream.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");

        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        Assert.Equal("done", (await client.ReadToEndAsync()).Text);
        client.Finish();
        await stopping.WaitAsync(Peer.Timeout);
        Assert.Equal(TerminationReason.Completed, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
    }

    [Fact]
    public async Task An_idle_connection_does_not_hold_the_node_up()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend, TimeSpan.FromMinutes(1));
        using var client = await proxy.ConnectServedAsync(backend);

        var stopping = proxy.Node.DisposeAsync().AsTask();

        Assert.False((await client.ReadToEndAsync()).Reset);
        client.Finish();
        await stopping.WaitAsync(Peer.Timeout);
    }

    [Fact]
    public async Task A_request_that_outlasts_the_grace_is_cut()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend, TimeSpan.FromMilliseconds(200));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get());
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n");
        await client.ReadHeadAsync();

        await proxy.Node.DisposeAsync().AsTask().WaitAsync(Peer.Timeout);

        Assert.True((await client.ReadToEndAsync()).Reset);
        Assert.Equal(TerminationReason.NodeShutdown, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
        await upstream.ReadToEndAsync();
    }

    private Task<GatewayProxy> StartAsync(ScriptedBackend backend, TimeSpan grace) => GatewayProxy.StartAsync(
        TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url)), transport)
            .AtOwnPort() with { Shutdown = new ShutdownOptions { DrainGrace = grace } });

    private static async Task<bool> RefusesAsync(GatewayProxy proxy)
    {
        try
        {
            (await proxy.ConnectAsync()).Dispose();
            return false;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return true;
        }
    }

    public sealed class OnEpoll() : ShutdownTests(TransportKind.Auto);

    public sealed class OnSockets() : ShutdownTests(TransportKind.Sockets);
}
