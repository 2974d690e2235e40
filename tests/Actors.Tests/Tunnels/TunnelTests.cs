using ActorProxy.Actors.Connections;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Actors.Tunnels;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;
using Akka.Actor;

namespace ActorProxy.Actors.Tests.Tunnels;

/// <summary>How tunnels end (RFC 6455 section 7), on each transport.</summary>
public abstract class TunnelTests(TransportKind transport) : IAsyncLifetime
{
    // A text frame of 300 bytes that stops in the middle.
    private static readonly byte[] HalfFromBackend = Frame.FromBackend(new string('x', 300))[..100];
    private static readonly byte[] RestFromBackend = Frame.FromBackend(new string('x', 300))[100..];
    private static readonly byte[] HalfFromClient = Frame.FromClient(new string('x', 300))[..100];

    private readonly ScriptedBackend _server = new();
    private TestProxy _proxy = null!;
    private Peer _client = null!;
    private Peer _backend = null!;

    private TunnelOptions Timeouts => _proxy.Options.Tunnel;

    public async Task InitializeAsync()
    {
        _proxy = await TestProxy.StartAsync(transport, _server.Url);
        (_client, _backend) = await _proxy.OpenAsync(_server);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        _backend.Dispose();
        _server.Dispose();
        await _proxy.DisposeAsync();
    }

    [Fact]
    public async Task Frames_pass_unchanged_both_ways()
    {
        byte[] up = [.. Frame.FromClient("one"), .. Frame.Bytes(9, [1, 2], masked: true), .. Frame.Bytes(2, new byte[1000], masked: true)];
        byte[] down = [.. Frame.FromBackend("two"), .. Frame.Bytes(10, [1, 2], masked: false), .. Frame.Bytes(2, new byte[1000], masked: false)];

        await _client.SendAsync(up);
        Assert.Equal(up, await _backend.ReadAsync(up.Length));
        await _backend.SendAsync(down);
        Assert.Equal(down, await _client.ReadAsync(down.Length));

        var traffic = Assert.Single((await _proxy.ListAsync()).Connections).Traffic;
        Assert.Equal(new Traffic(up.Length, down.Length, 2, 2), traffic);
    }

    [Fact] // RFC 6455 section 7.1.1: both send Close, then the server closes TCP
    public async Task A_close_handshake_by_the_client_ends_the_tunnel()
    {
        await _client.SendAsync(Frame.CloseFromClient(1000));
        Assert.Equal(1000, (await _backend.ReadFrameAsync()).CloseCode);
        await _backend.SendAsync(Frame.CloseFromBackend(1000));
        Assert.Equal(1000, (await _client.ReadFrameAsync()).CloseCode);
        _backend.Finish();

        Assert.False((await _client.ReadToEndAsync()).Reset);
        _client.Finish();

        Assert.False((await _backend.ReadToEndAsync()).Reset);
        await AssertEndAsync(TerminationReason.Closed, TunnelParty.Client, 1000, cut: false);
    }

    [Fact]
    public async Task A_close_handshake_by_the_backend_ends_the_tunnel()
    {
        await _backend.SendAsync(Frame.CloseFromBackend(4001));
        Assert.Equal(4001, (await _client.ReadFrameAsync()).CloseCode);
        await _client.SendAsync(Frame.CloseFromClient(4001));
        Assert.Equal(4001, (await _backend.ReadFrameAsync()).CloseCode);
        _backend.Finish();
        await _client.ReadToEndAsync();
        _client.Finish();

        await AssertEndAsync(TerminationReason.Closed, TunnelParty.Backend, 4001, cut: false);
    }

    [Fact] // RFC 6455 section 7.1.1: the server should close; where it does not, the wait is bounded
    public async Task A_backend_that_keeps_TCP_open_after_the_close_handshake_is_closed_after_the_close_timeout()
    {
        await _client.SendAsync(Frame.CloseFromClient(1000));
        await _backend.ReadFrameAsync();
        await _backend.SendAsync(Frame.CloseFromBackend(1000));
        await _client.ReadFrameAsync();

        await _proxy.PassAsync(Timeouts.CloseTimeout);

        Assert.False((await _client.ReadToEndAsync()).Reset);
        await _backend.ReadToEndAsync();
        await AssertEndAsync(TerminationReason.Closed, TunnelParty.Client, 1000, cut: false);
    }

    [Fact]
    public async Task A_backend_that_closes_TCP_without_answering_a_Close_is_lost()
    {
        await _client.SendAsync(Frame.CloseFromClient(1000));
        await _backend.ReadFrameAsync();
        _backend.Dispose();

        var close = await _client.ReadFrameAsync();
        Assert.True(close.IsClose);
        Assert.False((await _client.ReadToEndAsync()).Reset);
        _client.Finish();
        await AssertEndAsync(TerminationReason.BackendLost, TunnelParty.Client, 1000, cut: false);
    }

    [Theory] // RFC 6455 section 7.4 and the IANA registry: 1014, bad gateway
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_backend_lost_between_frames_is_a_Close_1014_and_FIN(bool reset)
    {
        await _backend.SendAsync(Frame.FromBackend("last words"));
        Assert.Equal("last words", (await _client.ReadFrameAsync()).Text);
        if (reset)
            _backend.Reset();
        else
            _backend.Dispose();

        var close = await _client.ReadFrameAsync();
        Assert.Equal((8, false, 1014, "backend lost"), (close.Opcode, close.Masked, close.CloseCode, close.CloseReason));
        Assert.False((await _client.ReadToEndAsync()).Reset);
        await _client.SendAsync(Frame.CloseFromClient(1014));
        _client.Finish();
        await AssertEndAsync(TerminationReason.BackendLost, TunnelParty.Backend, 1014, cut: false);
    }

    [Theory] // A Close frame inside another frame would be payload.
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_backend_lost_inside_a_frame_cuts_the_client(bool reset)
    {
        await _backend.SendAsync(HalfFromBackend);
        Assert.Equal(HalfFromBackend, await _client.ReadAsync(HalfFromBackend.Length));
        if (reset)
            _backend.Reset();
        else
            _backend.Dispose();

        var end = await _client.ReadToEndAsync();

        Assert.Empty(end.Bytes);
        Assert.True(end.Reset);
        await AssertEndAsync(TerminationReason.BackendLost, TunnelParty.Backend, 1014, cut: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_is_lost_ends_the_backend_connection(bool reset)
    {
        await _client.SendAsync(Frame.FromClient("last words"));
        Assert.Equal("last words", (await _backend.ReadFrameAsync()).Text);
        if (reset)
            _client.Reset();
        else
            _client.Finish();

        var end = await _backend.ReadToEndAsync();
        _backend.Dispose();

        Assert.Equal((0, false), (end.Bytes.Length, end.Reset));
        await AssertEndAsync(TerminationReason.ClientLost, TunnelParty.Client, null, cut: false);
    }

    [Fact] // TCP half-close: what the backend still says arrives.
    public async Task A_client_that_has_sent_FIN_still_gets_what_the_backend_sends()
    {
        _client.Finish();
        await _backend.ReadToEndAsync();
        await _backend.SendAsync(Frame.FromBackend("late"));

        Assert.Equal("late", (await _client.ReadFrameAsync()).Text);

        await _proxy.PassAsync(Timeouts.CloseTimeout);
        await AssertEndAsync(TerminationReason.ClientLost, TunnelParty.Client, null, cut: false);
    }

    [Fact]
    public async Task An_idle_tunnel_is_closed_with_1001_on_both_sides()
    {
        await _proxy.TurnAsync();
        _proxy.Time.Advance(Timeouts.IdleTimeout - TimeSpan.FromMilliseconds(1));
        await _proxy.TurnAsync();
        Assert.Equal((0, 0), (_client.Available, _backend.Available));

        await _proxy.PassAsync(TimeSpan.FromMilliseconds(1));

        await AssertClosedByProxyAsync(1001, "idle time-out");
        await AssertEndAsync(TerminationReason.IdleTimeout, TunnelParty.Proxy, 1001, cut: false);
    }

    [Fact]
    public async Task A_byte_in_either_direction_keeps_a_tunnel_from_being_idle()
    {
        for (var i = 0; i < 4; i++)
        {
            await _proxy.PassAsync(Timeouts.IdleTimeout * 0.6);
            if (i % 2 == 0)
            {
                await _client.SendAsync(Frame.FromClient("up"));
                Assert.Equal("up", (await _backend.ReadFrameAsync()).Text);
            }
            else
            {
                await _backend.SendAsync(Frame.FromBackend("down"));
                Assert.Equal("down", (await _client.ReadFrameAsync()).Text);
            }
        }
        await _proxy.PassAsync(Timeouts.IdleTimeout);
        Assert.Equal(1001, (await _client.ReadFrameAsync()).CloseCode);
    }

    [Fact] // RFC 6455 section 5.4: nothing is put into a frame
    public async Task A_close_waits_for_the_end_of_the_frame_under_way()
    {
        await _backend.SendAsync(HalfFromBackend);
        await _client.ReadAsync(HalfFromBackend.Length);
        await _proxy.PassAsync(Timeouts.IdleTimeout);
        Assert.Equal(0, _client.Available);
        Assert.Equal(1001, (await _backend.ReadFrameAsync()).CloseCode);

        // What comes behind the frame is not forwarded any more.
        await _backend.SendAsync((byte[])[.. RestFromBackend, .. Frame.FromBackend("too late")]);

        Assert.Equal(RestFromBackend, await _client.ReadAsync(RestFromBackend.Length));
        Assert.Equal(1001, (await _client.ReadFrameAsync()).CloseCode);
        Assert.Empty((await _client.ReadToEndAsync()).Bytes);
        _client.Finish();
        _backend.Finish();
        await AssertEndAsync(TerminationReason.IdleTimeout, TunnelParty.Proxy, 1001, cut: false);
    }

    [Fact]
    public async Task A_frame_that_never_ends_is_cut_after_the_close_timeout()
    {
        await _backend.SendAsync(HalfFromBackend);
        await _client.ReadAsync(HalfFromBackend.Length);
        await _client.SendAsync(HalfFromClient);
        await _backend.ReadAsync(HalfFromClient.Length);

        await _proxy.PassAsync(Timeouts.IdleTimeout);
        Assert.Equal((0, 0), (_client.Available, _backend.Available));
        await _proxy.PassAsync(Timeouts.CloseTimeout);

        Assert.True((await _client.ReadToEndAsync()).Reset);
        Assert.True((await _backend.ReadToEndAsync()).Reset);
        await AssertEndAsync(TerminationReason.IdleTimeout, TunnelParty.Proxy, 1001, cut: true);
    }

    [Fact]
    public async Task Peers_that_do_not_answer_a_Close_are_closed_after_the_close_timeout()
    {
        await _proxy.PassAsync(Timeouts.IdleTimeout);
        Assert.Equal(1001, (await _client.ReadFrameAsync()).CloseCode);
        Assert.Empty(_proxy.Log.All.OfType<ClosedEvent>());

        await _proxy.PassAsync(Timeouts.CloseTimeout);

        await AssertEndAsync(TerminationReason.IdleTimeout, TunnelParty.Proxy, 1001, cut: false);
    }

    [Fact]
    public async Task An_operators_close_reaches_both_sides_with_its_code_and_reason()
    {
        var id = Assert.Single((await _proxy.ListAsync()).Connections).Info.Id;
        var command = new CloseCommand(TerminationReason.OperatorClose, 4000, "maintenance");

        Assert.True(await _proxy.Node.Directory.Ask<bool>(new CloseById(id, command), Peer.Patience));

        await AssertClosedByProxyAsync(4000, "maintenance");
        await AssertEndAsync(TerminationReason.OperatorClose, TunnelParty.Proxy, 4000, cut: false);
        Assert.False(await _proxy.Node.Directory.Ask<bool>(new CloseById(id, command), Peer.Patience));
    }

    [Fact]
    public async Task An_operators_close_of_an_unknown_id_finds_nothing()
    {
        var command = CloseCommand.For(TerminationReason.OperatorClose);

        Assert.False(await _proxy.Node.Directory.Ask<bool>(new CloseById("no-such-id", command), Peer.Patience));

        Assert.Equal(0, _client.Available);
    }

    [Fact] // RFC 6455 section 7.4.1: 1001, going away
    public async Task A_node_that_stops_closes_its_tunnels_with_1001()
    {
        var stopping = _proxy.Node.DisposeAsync().AsTask();

        await AssertClosedByProxyAsync(1001, "node is stopping");

        var closed = await _proxy.Log.FirstAsync<ClosedEvent>();
        Assert.Equal(new TunnelEnd(TerminationReason.NodeShutdown, TunnelParty.Proxy, 1001, Cut: false), closed.End);
        await stopping.WaitAsync(Peer.Patience);
        await Assert.ThrowsAnyAsync<System.Net.Sockets.SocketException>(_proxy.ConnectAsync);
    }

    [Fact] // Supervision: a ConnectionActor that fails is stopped, and its peers are told.
    public async Task A_fault_of_the_ConnectionActor_is_a_Close_1011()
    {
        var actor = Assert.Single(await _proxy.ConnectionActorsAsync());

        actor.Tell(Kill.Instance);

        await AssertClosedByProxyAsync(1011, "");
        await AssertEndAsync(TerminationReason.InternalError, TunnelParty.Proxy, 1011, cut: false);
    }

    [Fact] // Supervision: a stream that fails has no way left to tell anybody.
    public async Task A_fault_of_the_tunnels_stream_cuts_both_sides()
    {
        var actor = Assert.Single(await _proxy.ConnectionActorsAsync());

        // No order that is ever given: it makes the stage fail with a NullReferenceException.
        actor.Tell(new CloseConnection(null!));

        Assert.True((await _client.ReadToEndAsync()).Reset);
        Assert.True((await _backend.ReadToEndAsync()).Reset);
        await AssertEndAsync(TerminationReason.InternalError, TunnelParty.Proxy, null, cut: true);
    }

    /// <summary>Both sides get one Close frame, RFC 6455 section 5.1 masked to the backend and not to the client, and FIN; both answer.</summary>
    private async Task AssertClosedByProxyAsync(int code, string reason)
    {
        foreach (var (peer, masked) in ((Peer, bool)[])[(_client, false), (_backend, true)])
        {
            var close = await peer.ReadFrameAsync();
            Assert.Equal((true, 8, masked, code, reason), (close.Fin, close.Opcode, close.Masked, close.CloseCode, close.CloseReason));
            var end = await peer.ReadToEndAsync();
            Assert.Equal((0, false), (end.Bytes.Length, end.Reset));
        }
        await _client.SendAsync(Frame.CloseFromClient(code));
        await _backend.SendAsync(Frame.CloseFromBackend(code));
        _client.Finish();
        _backend.Finish();
    }

    private async Task AssertEndAsync(TerminationReason reason, TunnelParty by, int? code, bool cut)
    {
        var closed = await _proxy.Log.FirstAsync<ClosedEvent>();
        Assert.Equal(new TunnelEnd(reason, by, code, cut), closed.End);
        await _proxy.DrainedAsync();
        // One event at open, one at close, and they speak of the same connection.
        Assert.Collection(_proxy.Log.All, e => Assert.Same(closed.Connection, Assert.IsType<OpenedEvent>(e).Connection), e => Assert.Same(closed, e));
    }
}
