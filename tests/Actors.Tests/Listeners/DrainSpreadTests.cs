using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tests.Listeners;

/// <summary>A node that stops tells its tunnels over a time.</summary>
public abstract class DrainSpreadTests(TransportKind transport)
{
    private static readonly ShutdownOptions Slow = new() { DrainGrace = TimeSpan.FromMinutes(2), DrainSpread = TimeSpan.FromMinutes(1) };

    [Fact]
    public async Task Tunnels_are_told_one_after_another_within_the_spread()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        List<(Peer Client, Peer Backend)> tunnels = [];
        for (var i = 0; i < 8; i++)
            tunnels.Add(await proxy.OpenAsync(backend));

        var stopping = proxy.Node.DisposeAsync().AsTask();

        // One of each loop is told at once; no other, as long as the clock stands.
        await Wait.UntilAsync(() => Told(tunnels) > 0, "the first Close");
        await proxy.TurnAsync();
        Assert.InRange(Told(tunnels), 1, proxy.Options.Transport.Loops);
        Assert.False(stopping.IsCompleted);

        await proxy.PassAsync(TimeSpan.FromSeconds(30));
        Assert.InRange(Told(tunnels), 2, 7);

        await proxy.PassAsync(TimeSpan.FromSeconds(30));
        foreach (var (client, upstream) in tunnels)
        {
            Assert.Equal(1001, (await client.ReadFrameAsync()).CloseCode);
            Assert.Equal(1001, (await upstream.ReadFrameAsync()).CloseCode);
            client.Dispose();
            upstream.Dispose();
        }
        await stopping.WaitAsync(Peer.Timeout);
        Assert.All(await proxy.Log.AtLeastAsync<ClosedEvent>(8), e => Assert.Equal(TerminationReason.NodeShutdown, e.End.Reason));
    }

    [Fact]
    public async Task A_tunnel_goes_on_until_its_time_and_may_end_before()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend, loops: 1);
        var (first, firstUpstream) = await proxy.OpenAsync(backend);
        var (second, secondUpstream) = await proxy.OpenAsync(backend);

        var stopping = proxy.Node.DisposeAsync().AsTask();
        await Wait.UntilAsync(() => first.Available + second.Available > 0, "the first Close");
        var (told, toldUpstream, waiting, waitingUpstream) = first.Available > 0
            ? (first, firstUpstream, second, secondUpstream)
            : (second, secondUpstream, first, firstUpstream);
        told.Dispose();
        toldUpstream.Dispose();

        await waiting.SendAsync(Frame.FromClient("not yet"));
        Assert.Equal("not yet", (await waitingUpstream.ReadFrameAsync()).Text);
        Assert.False(stopping.IsCompleted);
        waiting.Dispose();
        waitingUpstream.Dispose();
        await stopping.WaitAsync(Peer.Timeout);
    }

    [Fact]
    public async Task Who_is_not_a_tunnel_yet_is_told_at_once()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend, loops: 1);
        List<Peer> clients = [];
        List<Peer> upstreams = [];
        for (var i = 0; i < 3; i++)
        {
            clients.Add(await proxy.ConnectAsync());
            await clients[i].SendAsync(Handshakes.Request());
            upstreams.Add((await backend.AcceptRequestAsync()).Peer);
        }
        clients.Add(await proxy.ConnectAsync()); // says nothing
        await Wait.UntilAsync(async () => (await proxy.ConnectionActorsAsync()).Count == 4, "the ConnectionActors");

        // The clock stands: a node that waited for a time of its own would wait for the end of the grace.
        await proxy.Node.DisposeAsync().AsTask().WaitAsync(Peer.Timeout);

        foreach (var client in clients)
        {
            Assert.Equal(503, (await client.ReadHeadAsync()).Status);
            client.Dispose();
        }
        upstreams.ForEach(upstream => upstream.Dispose());
    }

    private static int Told(List<(Peer Client, Peer Backend)> tunnels) => tunnels.Count(tunnel => tunnel.Client.Available > 0);

    private Task<TestProxy> StartAsync(ScriptedBackend backend, int loops = 2)
    {
        var options = TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url)), transport);
        return TestProxy.StartAsync(options with { Shutdown = Slow, Transport = options.Transport with { Loops = loops } });
    }

    public sealed class OnEpoll() : DrainSpreadTests(TransportKind.Auto);

    public sealed class OnSockets() : DrainSpreadTests(TransportKind.Sockets);
}
