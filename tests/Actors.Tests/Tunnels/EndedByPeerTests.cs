using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tests.Tunnels;

/// <summary>What passes, and what the end of one side means for the other (RFC 6455 section 7).</summary>
public abstract class EndedByPeerTests(TransportKind transport) : OpenTunnel(transport)
{
    [Fact]
    public async Task Frames_pass_unchanged_both_ways()
    {
        byte[] up = [.. Frame.FromClient("one"), .. Frame.Bytes(9, [1, 2], masked: true), .. Frame.Bytes(2, new byte[1000], masked: true)];
        byte[] down = [.. Frame.FromBackend("two"), .. Frame.Bytes(10, [1, 2], masked: false),
            .. Frame.Bytes(2, new byte[1000], masked: false)];

        await Client.SendAsync(up);
        Assert.Equal(up, await Backend.ReadAsync(up.Length));
        await Backend.SendAsync(down);
        Assert.Equal(down, await Client.ReadAsync(down.Length));

        var traffic = Assert.Single((await Proxy.ListAsync()).Connections).Traffic;
        Assert.Equal(new Traffic(up.Length, down.Length, 2, 2), traffic);
    }

    [Fact] // RFC 6455 section 7.1.1: both send Close, then the server closes TCP
    public async Task A_close_handshake_by_the_client_ends_the_tunnel()
    {
        await Client.SendAsync(Frame.CloseFromClient(1000));
        Assert.Equal(1000, (await Backend.ReadFrameAsync()).CloseCode);
        await Backend.SendAsync(Frame.CloseFromBackend(1000));
        Assert.Equal(1000, (await Client.ReadFrameAsync()).CloseCode);
        Backend.Finish();

        Assert.False((await Client.ReadToEndAsync()).Reset);
        Client.Finish();

        Assert.False((await Backend.ReadToEndAsync()).Reset);
        await AssertEndAsync(TerminationReason.Closed, TerminationSource.Client, 1000, cut: false);
    }

    [Theory] // RFC 6455 section 7.1.1: a client gets the FIN of its server, which is us, and we wait for that of ours
    [InlineData(true)]
    [InlineData(false)]
    public async Task Behind_a_close_handshake_the_client_is_closed_at_once_and_the_backend_closes_first(bool clientBegins)
    {
        await CloseHandshakeAsync(clientBegins);
        Assert.False((await Client.ReadToEndAsync()).Reset);
        Client.Finish();
        var first = clientBegins ? TerminationSource.Client : TerminationSource.Backend;
        await AssertEndAsync(TerminationReason.Closed, first, 1000, cut: false);

        await AssertBackendIsFirstAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_ends_or_resets_behind_the_close_handshake_leaves_the_backend_to_close_first(bool reset)
    {
        await CloseHandshakeAsync(clientBegins: true);
        if (reset)
            Client.Reset();
        else
            Client.Dispose();
        await AssertEndAsync(TerminationReason.Closed, TerminationSource.Client, 1000, cut: false);

        await AssertBackendIsFirstAsync();
    }

    [Fact]
    public async Task A_client_that_answers_and_ends_at_once_leaves_the_backend_to_close_first()
    {
        for (var i = 0; i < 40; i++) // on the way, the relay may move into a ring
        {
            await Client.SendAsync(Frame.FromClient("up"));
            Assert.Equal("up", (await Backend.ReadFrameAsync()).Text);
        }
        await Backend.SendAsync(Frame.CloseFromBackend(1000));
        await Client.ReadFrameAsync();
        await Client.SendAsync(Frame.CloseFromClient(1000));
        Client.Finish();
        await Backend.ReadFrameAsync();
        await AssertEndAsync(TerminationReason.Closed, TerminationSource.Backend, 1000, cut: false);

        await AssertBackendIsFirstAsync();
    }

    [Fact]
    public async Task A_backend_that_does_not_close_TCP_behind_the_close_handshake_is_waited_for_no_longer_than_that_may_take()
    {
        await CloseHandshakeAsync(clientBegins: true);
        Client.Finish();
        await AssertEndAsync(TerminationReason.Closed, TerminationSource.Client, 1000, cut: false);
        await Backend.SendAsync(Frame.FromBackend("nobody is there"));
        await Proxy.TurnAsync();
        Proxy.Time.Advance(Timeouts.FinTimeout - TimeSpan.FromMilliseconds(1));
        await Proxy.TurnAsync();
        Assert.False(Backend.HasEnded);
        Assert.Equal(1, Proxy.Node.Context.Sockets.Backends);

        await Proxy.PassAsync(TimeSpan.FromMilliseconds(1));

        Assert.False((await Backend.ReadToEndAsync()).Reset);
        Assert.Equal(0, Proxy.Node.Context.Sockets.Backends);
    }

    [Fact]
    public async Task A_node_that_stops_waits_for_no_backend_to_close_TCP()
    {
        await CloseHandshakeAsync(clientBegins: true);
        Client.Finish();
        await AssertEndAsync(TerminationReason.Closed, TerminationSource.Client, 1000, cut: false);

        await Proxy.Node.DisposeAsync();

        Assert.False((await Backend.ReadToEndAsync()).Reset);
    }

    [Fact]
    public async Task A_close_handshake_by_the_backend_ends_the_tunnel()
    {
        await Backend.SendAsync(Frame.CloseFromBackend(4001));
        Assert.Equal(4001, (await Client.ReadFrameAsync()).CloseCode);
        await Client.SendAsync(Frame.CloseFromClient(4001));
        Assert.Equal(4001, (await Backend.ReadFrameAsync()).CloseCode);
        Backend.Finish();
        await Client.ReadToEndAsync();
        Client.Finish();

        await AssertEndAsync(TerminationReason.Closed, TerminationSource.Backend, 4001, cut: false);
    }

    [Fact] // Chromium ends a stream of HTTP/2 with its Close frame; RFC 6455 section 7.1.1: it is the server that closes TCP first
    public async Task A_backend_that_answers_a_client_which_has_closed_and_ended_closes_first()
    {
        await Client.SendAsync(Frame.CloseFromClient(4000));
        Client.Finish();
        Assert.Equal(4000, (await Backend.ReadFrameAsync()).CloseCode);
        await Proxy.TurnAsync();
        Assert.False(Backend.HasEnded);

        await Backend.SendAsync(Frame.CloseFromBackend(4000));

        Assert.Equal(4000, (await Client.ReadFrameAsync()).CloseCode);
        Assert.False((await Client.ReadToEndAsync()).Reset);
        await AssertEndAsync(TerminationReason.Closed, TerminationSource.Client, 4000, cut: false);
        await AssertBackendIsFirstAsync();
    }

    [Fact]
    public async Task A_backend_that_does_not_answer_a_client_that_has_closed_and_ended_is_closed_after_the_close_timeout()
    {
        await Client.SendAsync(Frame.CloseFromClient(4000));
        Client.Finish();
        await Backend.ReadFrameAsync();

        await Proxy.PassAsync(Timeouts.CloseTimeout);

        await Backend.ReadToEndAsync();
        await AssertEndAsync(TerminationReason.Closed, TerminationSource.Client, 4000, cut: false);
    }

    [Fact] // RFC 6455 section 7.1.1: the server should close; where it does not, the wait is bounded
    public async Task A_backend_that_keeps_TCP_open_after_the_close_handshake_is_closed_after_the_close_timeout()
    {
        await Client.SendAsync(Frame.CloseFromClient(1000));
        await Backend.ReadFrameAsync();
        await Backend.SendAsync(Frame.CloseFromBackend(1000));
        await Client.ReadFrameAsync();

        await Proxy.PassAsync(Timeouts.CloseTimeout);

        Assert.False((await Client.ReadToEndAsync()).Reset);
        await Backend.ReadToEndAsync();
        await AssertEndAsync(TerminationReason.Closed, TerminationSource.Client, 1000, cut: false);
    }

    [Fact]
    public async Task A_backend_that_closes_TCP_without_answering_a_Close_is_lost()
    {
        await Client.SendAsync(Frame.CloseFromClient(1000));
        await Backend.ReadFrameAsync();
        Backend.Dispose();

        var close = await Client.ReadFrameAsync();
        Assert.True(close.IsClose);
        Assert.False((await Client.ReadToEndAsync()).Reset);
        Client.Finish();
        await AssertEndAsync(TerminationReason.BackendLost, TerminationSource.Client, 1000, cut: false);
    }

    [Theory] // RFC 6455 section 7.4 and the IANA registry: 1014, bad gateway
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_backend_lost_between_frames_is_a_Close_1014_and_FIN(bool reset)
    {
        await Backend.SendAsync(Frame.FromBackend("last words"));
        Assert.Equal("last words", (await Client.ReadFrameAsync()).Text);
        if (reset)
            Backend.Reset();
        else
            Backend.Dispose();

        var close = await Client.ReadFrameAsync();
        Assert.Equal((8, false, 1014, "backend lost"), (close.Opcode, close.Masked, close.CloseCode, close.CloseReason));
        Assert.False((await Client.ReadToEndAsync()).Reset);
        await Client.SendAsync(Frame.CloseFromClient(1014));
        Client.Finish();
        await AssertEndAsync(TerminationReason.BackendLost, TerminationSource.Backend, 1014, cut: false);
    }

    [Theory] // A Close frame inside another frame would be payload.
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_backend_lost_inside_a_frame_cuts_the_client(bool reset)
    {
        await Backend.SendAsync(HalfFromBackend);
        Assert.Equal(HalfFromBackend, await Client.ReadAsync(HalfFromBackend.Length));
        if (reset)
            Backend.Reset();
        else
            Backend.Dispose();

        var end = await Client.ReadToEndAsync();

        Assert.Empty(end.Bytes);
        Assert.True(end.Reset);
        await AssertEndAsync(TerminationReason.BackendLost, TerminationSource.Backend, 1014, cut: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_is_lost_ends_the_backend_connection(bool reset)
    {
        await Client.SendAsync(Frame.FromClient("last words"));
        Assert.Equal("last words", (await Backend.ReadFrameAsync()).Text);
        if (reset)
            Client.Reset();
        else
            Client.Finish();

        var end = await Backend.ReadToEndAsync();
        Backend.Dispose();

        Assert.Equal((0, false), (end.Bytes.Length, end.Reset));
        await AssertEndAsync(TerminationReason.ClientLost, TerminationSource.Client, null, cut: false);
    }

    [Fact] // RFC 8441 section 5 says the same of a stream: nobody is there for what the backend would still send.
    public async Task A_client_that_resets_ends_the_tunnel_though_the_backend_does_not()
    {
        await Client.SendAsync(Frame.FromClient("last words"));
        Client.Reset();

        Assert.Equal("last words", (await Backend.ReadFrameAsync()).Text);
        await AssertEndAsync(TerminationReason.ClientLost, TerminationSource.Client, null, cut: false);
    }

    [Fact] // TCP half-close: what the backend still says arrives.
    public async Task A_client_that_has_sent_FIN_still_gets_what_the_backend_sends()
    {
        Client.Finish();
        await Backend.ReadToEndAsync();
        await Backend.SendAsync(Frame.FromBackend("late"));

        Assert.Equal("late", (await Client.ReadFrameAsync()).Text);

        await Proxy.PassAsync(Timeouts.CloseTimeout);
        await AssertEndAsync(TerminationReason.ClientLost, TerminationSource.Client, null, cut: false);
    }

    private async Task CloseHandshakeAsync(bool clientBegins)
    {
        if (!clientBegins)
        {
            await Backend.SendAsync(Frame.CloseFromBackend(1000));
            Assert.Equal(1000, (await Client.ReadFrameAsync()).CloseCode);
        }
        await Client.SendAsync(Frame.CloseFromClient(1000));
        Assert.Equal(1000, (await Backend.ReadFrameAsync()).CloseCode);
        if (!clientBegins)
            return;
        await Backend.SendAsync(Frame.CloseFromBackend(1000));
        Assert.Equal(1000, (await Client.ReadFrameAsync()).CloseCode);
    }

    /// <summary>The tunnel is over, and only the backend's own FIN ends the backend's connection.</summary>
    private async Task AssertBackendIsFirstAsync()
    {
        await Proxy.TurnAsync();
        Assert.False(Backend.HasEnded);
        Assert.Equal(1, Proxy.Node.Context.Sockets.Backends);
        Backend.Finish();
        Assert.False((await Backend.ReadToEndAsync()).Reset);
        await Wait.UntilAsync(() => Proxy.Node.Context.Sockets.Backends == 0, "its socket is closed");
    }

    public sealed class OnEpoll() : EndedByPeerTests(TransportKind.Epoll);

    public sealed class OnUring() : EndedByPeerTests(TransportKind.Auto);

    public sealed class OnSockets() : EndedByPeerTests(TransportKind.Sockets);
}
