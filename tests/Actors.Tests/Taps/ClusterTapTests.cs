using ActorProxy.Actors.Membership;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Taps;
using Akka.Actor;
using Akka.Cluster;

namespace ActorProxy.Actors.Tests.Taps;

/// <summary>Taps on tunnels of other nodes.</summary>
public sealed class ClusterTapTests : IAsyncLifetime
{
    private readonly ScriptedBackend _backend = new();
    private TestProxy _here = null!;
    private TestProxy _there = null!;

    public async Task InitializeAsync()
    {
        var options = TestCluster.Of(TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(_backend.Url))))
            with { Tap = new TapOptions { Payload = true, MaxPayload = 64 * 1024 } };
        _here = await TestProxy.StartAsync(options, akka: TestCluster.Config);
        _there = await TestProxy.StartAsync(options, akka: TestCluster.Config);
        var address = Cluster.Get(_there.Node.ControlSystem).SelfAddress;
        foreach (var proxy in (TestProxy[])[_there, _here])
            Cluster.Get(proxy.Node.ControlSystem).Join(address);
        await Wait.UntilAsync(() => MemberCounts.Of(_here.Node.ControlSystem).Up == 2, "a cluster of two");
    }

    public async Task DisposeAsync()
    {
        _backend.Dispose();
        await _here.DisposeAsync();
        await _there.DisposeAsync();
    }

    [Fact]
    public async Task A_tunnel_is_followed_from_another_node()
    {
        var (client, upstream) = await _there.OpenAsync(_backend);
        var id = (await _there.Log.FirstAsync<OpenedEvent>()).Connection.Id;
        var tap = await TapWatcher.StartAsync(_here.Node, id);
        var address = Cluster.Get(_there.Node.ControlSystem).SelfAddress;
        Assert.Equal(new TapStarted(id, $"{address.Host}:{address.Port}", 64 * 1024), await tap.FirstAsync<TapStarted>());

        await Talk.BothWaysAsync(client, upstream, 2000);
        Talk.IsInOrder(await tap.AtLeastAsync(4000));

        // As much as a message between nodes can hold, and of which JSON would make the most.
        await client.SendAsync(Frame.FromClient(new string('"', 65_000)));
        Assert.Equal(new string('"', 65_000), (await tap.AtLeastAsync(4001))[^1].Text);
        await upstream.ReadFrameAsync();
        Assert.Equal(new TapEnded(id, TapEndReason.Stopped, null, 4001, 0), await tap.StopAsync());
        client.Dispose();
        upstream.Dispose();
    }

    [Fact]
    public async Task Refusals_and_the_watcher_s_end_cross_nodes_too()
    {
        var (client, upstream) = await _there.OpenAsync(_backend);
        var id = (await _there.Log.FirstAsync<OpenedEvent>()).Connection.Id;
        TapWatcher[] taps = [.. await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TapWatcher.StartAsync(_here.Node, id)))];
        Assert.Equal(TapRefusal.TooManyTaps, (await TapWatcher.Ask(_here.Node.ControlSystem, _here.Node.Directory,
            new TapRequest(id, "test"))
            .FirstAsync<TapRefused>()).Reason);
        Assert.Equal("No node has a connection nobody.",
            (await TapWatcher.Ask(_here.Node.ControlSystem, _here.Node.Directory, new TapRequest("nobody", "test"))
                .FirstAsync<TapRefused>()).Detail);

        foreach (var tap in taps)
            _here.Node.ControlSystem.Stop(tap.Ref);
        var coordinator = (ActorRefWithCell)await _there.Node.ControlSystem.ActorSelection("/user/taps").ResolveOne(Peer.Timeout);
        await Wait.UntilAsync(() => !coordinator.Children.Any(), "no tap");
        client.Dispose();
        upstream.Dispose();
    }
}
