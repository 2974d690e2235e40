using System.Net.WebSockets;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.Filters;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>How a WebSocket on a stream of HTTP/2 ends, by whichever side; its connection goes on.</summary>
public abstract class WebSocketEndTests(TransportKind transport)
{
    [Fact] // RFC 6455 section 7.4
    public async Task Close_codes_pass_both_ways()
    {
        await using var rig = await WebSocketRig.StartAsync(transport);
        var (client, upstream, _) = await rig.OpenAsync();

        await upstream.SendAsync(Frame.CloseFromBackend(4001));
        await WebSocketRig.ClosedAsync(client, 4001);
        await client.CloseOutputAsync((WebSocketCloseStatus)4002, null, WebSocketRig.Limit());
        Assert.Equal(4002, (await upstream.ReadFrameAsync()).CloseCode);
        upstream.Finish();

        Assert.Equal(TerminationReason.Closed, (await rig.Proxy.Log.FirstAsync<ClosedEvent>()).End.Reason);
        client.Dispose();
        upstream.Dispose();
        Assert.Empty((await rig.Proxy.Gateway.ListAsync()).Connections);
    }

    [Theory] // RFC 8441 section 5
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_backend_that_is_lost_is_a_1014(bool filtered)
    {
        PolicySet policies = filtered ? [new FilterChain("size-limit")] : [];
        await using var rig = await WebSocketRig.StartAsync(transport, policies: policies);
        var (client, upstream, _) = await rig.OpenAsync();

        upstream.Reset();

        await WebSocketRig.ClosedAsync(client, 1014);
        Assert.Equal(TerminationReason.BackendLost, (await rig.Proxy.Log.FirstAsync<ClosedEvent>()).End.Reason);
        client.Dispose();
    }

    [Fact] // RFC 8441 section 5
    public async Task A_client_that_resets_the_stream_is_lost_and_its_connection_stays()
    {
        await using var rig = await WebSocketRig.StartAsync(transport);
        var (client, upstream, _) = await rig.OpenAsync();

        client.Abort();

        await upstream.ReadToEndAsync();
        upstream.Dispose();
        Assert.Equal(TerminationReason.ClientLost, (await rig.Proxy.Log.FirstAsync<ClosedEvent>()).End.Reason);
        (client, upstream, _) = await rig.OpenAsync();
        Assert.Equal(1, rig.Proxy.Connections);
        client.Dispose();
        upstream.Dispose();
    }

    [Fact]
    public async Task A_client_that_leaves_during_the_handshake_ends_it()
    {
        await using var rig = await WebSocketRig.StartAsync(transport);
        using var leaving = new CancellationTokenSource();
        var connecting = rig.ConnectAsync(leaving.Token);
        var (upstream, _) = await rig.Backend.AcceptRequestAsync();

        await leaving.CancelAsync();

        await upstream.ReadToEndAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => connecting);
        Assert.Equal(TerminationReason.ClientLost, (await rig.Proxy.Log.FirstAsync<RefusedRequest>()).Reason);
        upstream.Dispose();
    }

    [Fact]
    public async Task An_operator_and_a_node_that_stops_close_it_with_their_codes()
    {
        await using var rig = await WebSocketRig.StartAsync(transport);
        var (client, upstream, _) = await rig.OpenAsync();
        var id = Assert.Single((await rig.Proxy.Gateway.ListAsync()).Connections).Info.Id;
        await rig.Proxy.Gateway.CutAsync(id);
        await WebSocketRig.ClosedAsync(client, upstream, 1008);

        (client, upstream, _) = await rig.OpenAsync();
        var stopping = rig.Proxy.Gateway.Node.DisposeAsync().AsTask();
        await WebSocketRig.ClosedAsync(client, upstream, 1001);

        await stopping.WaitAsync(Peer.Timeout);
        Assert.Equal([TerminationReason.OperatorClose, TerminationReason.NodeShutdown],
            (await rig.Proxy.Log.AtLeastAsync<ClosedEvent>(2)).Select(c => c.End.Reason));
    }

    [Fact] // The connection that carries them is told at once, and lasts until the last of them.
    public async Task A_node_that_stops_over_a_time_closes_each_of_them_with_1001()
    {
        using var backend = new WebSocketBackend();
        var shutdown = new ShutdownOptions { DrainGrace = Peer.Timeout, DrainSpread = TimeSpan.FromSeconds(1) };
        await using var rig = await WebSocketRig.StartAsync(transport, options => options with { Shutdown = shutdown }, url: backend.Url);
        ClientWebSocket[] clients = [await rig.ConnectAsync(), await rig.ConnectAsync(), await rig.ConnectAsync()];

        var stopping = rig.Proxy.Gateway.Node.DisposeAsync().AsTask();

        foreach (var client in clients)
        {
            Assert.Equal(WebSocketMessageType.Close, (await client.ReceiveAsync(
                new byte[16].AsMemory(), WebSocketRig.Limit())).MessageType);
            Assert.Equal((WebSocketCloseStatus)1001, client.CloseStatus);
            // Its answer would race with the node's end, where this is the last one.
            client.Dispose();
        }
        await stopping.WaitAsync(Peer.Timeout);
        Assert.All(await rig.Proxy.Log.AtLeastAsync<ClosedEvent>(3), c => Assert.Equal(TerminationReason.NodeShutdown, c.End.Reason));
    }

    [Fact] // RFC 6455 section 5.5.1
    public async Task An_idle_tunnel_is_closed_with_1001()
    {
        await using var rig = await WebSocketRig.StartAsync(transport, options => options with
        {
            Tunnel = options.Tunnel with { IdleTimeout = TimeSpan.FromMilliseconds(300) },
        });
        var (client, upstream, _) = await rig.OpenAsync();

        await WebSocketRig.ClosedAsync(client, upstream, 1001);

        Assert.Equal(TerminationReason.IdleTimeout, (await rig.Proxy.Log.FirstAsync<ClosedEvent>()).End.Reason);
    }

    public sealed class OnEpoll() : WebSocketEndTests(TransportKind.Auto);

    public sealed class OnSockets() : WebSocketEndTests(TransportKind.Sockets);
}
