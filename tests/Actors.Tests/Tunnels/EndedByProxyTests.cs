using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;
using Akka.Actor;

namespace ActorProxy.Actors.Tests.Tunnels;

/// <summary>How the proxy ends a tunnel by itself: with a Close frame between frames where it can.</summary>
public abstract class EndedByProxyTests(TransportKind transport) : OpenTunnel(transport)
{
    [Fact]
    public async Task An_idle_tunnel_is_closed_with_1001_on_both_sides()
    {
        await Proxy.TurnAsync();
        Proxy.Time.Advance(Timeouts.IdleTimeout - TimeSpan.FromMilliseconds(1));
        await Proxy.TurnAsync();
        Assert.Equal((0, 0), (Client.Available, Backend.Available));

        await Proxy.PassAsync(TimeSpan.FromMilliseconds(1));

        await AssertClosedByProxyAsync(1001, "idle time-out");
        await AssertEndAsync(TerminationReason.IdleTimeout, TerminationSource.Proxy, 1001, cut: false);
    }

    [Fact]
    public async Task A_byte_in_either_direction_keeps_a_tunnel_from_being_idle()
    {
        for (var i = 0; i < 4; i++)
        {
            await Proxy.PassAsync(Timeouts.IdleTimeout * 0.6);
            if (i % 2 == 0)
            {
                await Client.SendAsync(Frame.FromClient("up"));
                Assert.Equal("up", (await Backend.ReadFrameAsync()).Text);
            }
            else
            {
                await Backend.SendAsync(Frame.FromBackend("down"));
                Assert.Equal("down", (await Client.ReadFrameAsync()).Text);
            }
        }
        await Proxy.PassAsync(Timeouts.IdleTimeout);
        Assert.Equal(1001, (await Client.ReadFrameAsync()).CloseCode);
    }

    [Fact] // RFC 6455 section 5.4: nothing is put into a frame
    public async Task A_close_waits_for_the_end_of_the_frame_under_way()
    {
        await Backend.SendAsync(HalfFromBackend);
        await Client.ReadAsync(HalfFromBackend.Length);
        await Proxy.PassAsync(Timeouts.IdleTimeout);
        Assert.Equal(0, Client.Available);
        Assert.Equal(1001, (await Backend.ReadFrameAsync()).CloseCode);

        // What comes behind the frame is not forwarded any more.
        await Backend.SendAsync((byte[])[.. RestFromBackend, .. Frame.FromBackend("too late")]);

        Assert.Equal(RestFromBackend, await Client.ReadAsync(RestFromBackend.Length));
        Assert.Equal(1001, (await Client.ReadFrameAsync()).CloseCode);
        Assert.Empty((await Client.ReadToEndAsync()).Bytes);
        Client.Finish();
        Backend.Finish();
        await AssertEndAsync(TerminationReason.IdleTimeout, TerminationSource.Proxy, 1001, cut: false);
    }

    [Fact]
    public async Task A_frame_that_never_ends_is_cut_after_the_close_timeout()
    {
        await Backend.SendAsync(HalfFromBackend);
        await Client.ReadAsync(HalfFromBackend.Length);
        await Client.SendAsync(HalfFromClient);
        await Backend.ReadAsync(HalfFromClient.Length);

        await Proxy.PassAsync(Timeouts.IdleTimeout);
        Assert.Equal((0, 0), (Client.Available, Backend.Available));
        await Proxy.PassAsync(Timeouts.CloseTimeout);

        Assert.True((await Client.ReadToEndAsync()).Reset);
        Assert.True((await Backend.ReadToEndAsync()).Reset);
        await AssertEndAsync(TerminationReason.IdleTimeout, TerminationSource.Proxy, 1001, cut: true);
    }

    [Fact]
    public async Task Peers_that_do_not_answer_a_Close_are_closed_after_the_close_timeout()
    {
        await Proxy.PassAsync(Timeouts.IdleTimeout);
        Assert.Equal(1001, (await Client.ReadFrameAsync()).CloseCode);
        Assert.Empty(Proxy.Log.All.OfType<ClosedEvent>());

        await Proxy.PassAsync(Timeouts.CloseTimeout);

        await AssertEndAsync(TerminationReason.IdleTimeout, TerminationSource.Proxy, 1001, cut: false);
    }

    [Fact]
    public async Task An_operators_close_reaches_both_sides_with_its_code_and_reason()
    {
        var id = Assert.Single((await Proxy.ListAsync()).Connections).Info.Id;
        var command = new CloseCommand(TerminationReason.OperatorClose, 4000, "maintenance");

        Assert.True(await Proxy.Node.Directory.Ask<bool>(new CloseById(id, command), Peer.Timeout));

        await AssertClosedByProxyAsync(4000, "maintenance");
        await AssertEndAsync(TerminationReason.OperatorClose, TerminationSource.Proxy, 4000, cut: false);
        Assert.False(await Proxy.Node.Directory.Ask<bool>(new CloseById(id, command), Peer.Timeout));
    }

    [Fact]
    public async Task An_operators_close_reaches_a_tunnel_that_is_half_closed_and_goes_on()
    {
        Client.Finish();
        await Backend.ReadToEndAsync();
        await Backend.SendAsync(Frame.FromBackend("still here"));
        Assert.Equal("still here", (await Client.ReadFrameAsync()).Text);
        var id = Assert.Single((await Proxy.ListAsync()).Connections).Info.Id;

        Assert.True(await Proxy.Node.Directory.Ask<bool>(
            new CloseById(id, new CloseCommand(TerminationReason.OperatorClose, 4000, "maintenance")), Peer.Timeout));

        Assert.Equal(4000, (await Client.ReadFrameAsync()).CloseCode);
        Assert.False((await Client.ReadToEndAsync()).Reset);
        Backend.Finish();
        await AssertEndAsync(TerminationReason.ClientLost, TerminationSource.Client, 4000, cut: false);
    }

    [Fact]
    public async Task An_operators_close_of_an_unknown_id_finds_nothing()
    {
        var command = CloseCommand.For(TerminationReason.OperatorClose);

        Assert.False(await Proxy.Node.Directory.Ask<bool>(new CloseById("no-such-id", command), Peer.Timeout));

        Assert.Equal(0, Client.Available);
    }

    [Fact] // RFC 6455 section 7.4.1: 1001, going away
    public async Task A_node_that_stops_closes_its_tunnels_with_1001()
    {
        var stopping = Proxy.Node.DisposeAsync().AsTask();

        await AssertClosedByProxyAsync(1001, "node is stopping");

        var closed = await Proxy.Log.FirstAsync<ClosedEvent>();
        Assert.Equal(new TunnelEnd(TerminationReason.NodeShutdown, TerminationSource.Proxy, 1001, Cut: false), closed.End);
        await stopping.WaitAsync(Peer.Timeout);
        await Assert.ThrowsAnyAsync<System.Net.Sockets.SocketException>(Proxy.ConnectAsync);
    }

    [Fact] // Supervision: a ConnectionActor that fails is stopped, and its peers are told.
    public async Task A_fault_of_the_ConnectionActor_is_a_Close_1011()
    {
        var actor = Assert.Single(await Proxy.ConnectionActorsAsync());

        actor.Tell(Kill.Instance);

        await AssertClosedByProxyAsync(1011, "");
        await AssertEndAsync(TerminationReason.InternalError, TerminationSource.Proxy, 1011, cut: false);
    }

    [Fact] // Supervision: a stream that fails has no way left to tell anybody.
    public async Task A_fault_of_the_tunnels_stream_cuts_both_sides()
    {
        var actor = Assert.Single(await Proxy.ConnectionActorsAsync());

        // No order that is ever given: it makes the stage fail with a NullReferenceException.
        actor.Tell(new CloseConnection(null!));

        Assert.True((await Client.ReadToEndAsync()).Reset);
        Assert.True((await Backend.ReadToEndAsync()).Reset);
        await AssertEndAsync(TerminationReason.InternalError, TerminationSource.Proxy, null, cut: true);
        // What the stage failed with, by a child of the actor and its strategy.
        Assert.IsType<NullReferenceException>((await Proxy.Log.FirstAsync<ClosedEvent>()).End.Failure);
    }

    [Theory] // RFC 6455 section 7.1.1
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_tunnel_that_the_proxy_has_closed_is_over_with_its_client_and_the_backend_closes_TCP_first(bool reset)
    {
        await Proxy.PassAsync(Timeouts.IdleTimeout);
        Assert.Equal(1001, (await Backend.ReadFrameAsync()).CloseCode);
        Assert.Equal(1001, (await Client.ReadFrameAsync()).CloseCode);
        if (reset)
            Client.Reset();
        else
            Client.Finish();

        await AssertEndAsync(TerminationReason.IdleTimeout, TerminationSource.Proxy, 1001, cut: false);

        Assert.False(Backend.HasEnded);
        await Backend.SendAsync(Frame.CloseFromBackend(1001));
        Backend.Finish();
        Assert.False((await Backend.ReadToEndAsync()).Reset);
        await Wait.UntilAsync(() => Proxy.Node.Context.Sockets.Backends == 0, "its socket is closed");
    }

    /// <summary>
    /// Both sides get one Close frame, RFC 6455 section 5.1 masked to the backend and not to the client, and both answer. The client
    /// gets FIN behind it; the backend closes first.
    /// </summary>
    private async Task AssertClosedByProxyAsync(int code, string reason)
    {
        foreach (var (peer, masked) in ((Peer, bool)[])[(Client, false), (Backend, true)])
        {
            var close = await peer.ReadFrameAsync();
            Assert.Equal((true, 8, masked, code, reason), (close.Fin, close.Opcode, close.Masked, close.CloseCode, close.CloseReason));
        }
        await AssertEndsAsync(Client);
        Assert.False(Backend.HasEnded);
        await Backend.SendAsync(Frame.CloseFromBackend(code));
        Backend.Finish();
        await Client.SendAsync(Frame.CloseFromClient(code));
        Client.Finish();
        await AssertEndsAsync(Backend);

        static async Task AssertEndsAsync(Peer peer)
        {
            var end = await peer.ReadToEndAsync();
            Assert.Equal((0, false), (end.Bytes.Length, end.Reset));
        }
    }

    public sealed class OnEpoll() : EndedByProxyTests(TransportKind.Epoll);

    public sealed class OnUring() : EndedByProxyTests(TransportKind.Auto);

    public sealed class OnSockets() : EndedByProxyTests(TransportKind.Sockets);
}
