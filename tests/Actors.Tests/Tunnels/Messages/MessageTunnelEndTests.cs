using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Closing;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets;

namespace ActorProxy.Actors.Tests.Tunnels.Messages;

/// <summary>RFC 6455 section 7: how message tunnels end, and what each side hears of it.</summary>
public sealed class MessageTunnelEndTests
{
    private static readonly TunnelSettings Small = new() { MaxMessageSize = 10 };

    /// <summary>Peers whose kernel takes less of a message of the longest length than one frame.</summary>
    private static readonly TunnelSettings TakesLittle = new() { PeerBuffer = 256 * 1024, MaxMessageSize = 16 * 1024 * 1024 };

    [Fact]
    public async Task The_closing_handshake_of_the_client_ends_in_order_and_the_server_closes_first()
    {
        // Section 7.1.1
        await using var rig = await TunnelRig.OpenAsync();
        await rig.Client.SendAsync(new CloseFrame(1000, "bye"));
        (await rig.Backend.ReadFrameAsync()).IsClose(1000, "bye");
        await rig.Backend.SendAsync(new CloseFrame(1000));
        (await rig.Client.ReadFrameAsync()).IsClose(1000, "");
        await rig.Client.ReadEndAsync();
        rig.Client.Finish();
        rig.Backend.Finish();

        Assert.Equal(new TunnelEnd(TerminationReason.Closed, TerminationSource.Client, 1000, Cut: false), await rig.EndAsync());
        Assert.Empty(rig.Failures);
    }

    [Fact]
    public async Task The_closing_handshake_of_the_backend_ends_in_order()
    {
        await using var rig = await TunnelRig.OpenAsync();
        await rig.Backend.SendAsync(new CloseFrame(3001, "maintenance"));
        (await rig.Client.ReadFrameAsync()).IsClose(3001, "maintenance");
        await rig.Client.SendAsync(new CloseFrame(3001));
        (await rig.Backend.ReadFrameAsync()).IsClose(3001);
        rig.Backend.Finish();
        await rig.Client.ReadEndAsync();
        rig.Client.Finish();

        Assert.Equal(new TunnelEnd(TerminationReason.Closed, TerminationSource.Backend, 3001, Cut: false), await rig.EndAsync());
    }

    [Fact]
    public async Task A_backend_that_answers_a_client_which_has_closed_and_ended_closes_first()
    {
        // Section 7.1.1
        await using var rig = await TunnelRig.OpenAsync();
        await rig.Client.SendAsync(new CloseFrame(4000, "bye"));
        rig.Client.Finish();
        (await rig.Backend.ReadFrameAsync()).IsClose(4000, "bye");
        // The loop looks at its sockets between two of these.
        for (var step = 0; step < 20; step++)
            await rig.OnLoopAsync(() => { });
        Assert.False(rig.Backend.HasEnded);
        await rig.Backend.SendAsync(new CloseFrame(4000));
        (await rig.Client.ReadFrameAsync()).IsClose(4000, "");

        Assert.Equal(new TunnelEnd(TerminationReason.Closed, TerminationSource.Client, 4000, Cut: false), await rig.EndAsync());
        await AssertBackendIsFirstAsync(rig);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Behind_a_close_handshake_the_backend_closes_first(bool reset)
    {
        await using var rig = await TunnelRig.OpenAsync();
        await rig.Backend.SendAsync(new CloseFrame(1000));
        (await rig.Client.ReadFrameAsync()).IsClose(1000);
        await rig.Client.SendAsync(new CloseFrame(1000));
        (await rig.Backend.ReadFrameAsync()).IsClose(1000);
        await rig.Client.ReadEndAsync();
        if (reset)
            rig.Client.Reset();
        else
            rig.Client.Finish();

        Assert.Equal(new TunnelEnd(TerminationReason.Closed, TerminationSource.Backend, 1000, Cut: false), await rig.EndAsync());
        await AssertBackendIsFirstAsync(rig);
    }

    [Fact]
    public async Task A_backend_that_does_not_close_tcp_is_waited_for_no_longer_than_that_may_take()
    {
        await using var rig = await TunnelRig.OpenAsync();
        await rig.Client.SendAsync(new CloseFrame(1000));
        await rig.Backend.ReadFrameAsync();
        await rig.Backend.SendAsync(new CloseFrame(1000));
        await rig.Client.ReadFrameAsync();
        rig.Client.Finish();
        await rig.EndAsync();
        rig.Time.Advance(TimeSpan.FromMilliseconds(999));
        await rig.OnLoopAsync(() => { });
        Assert.False(rig.Backend.HasEnded);

        await rig.PassUntilAsync(rig.Backend.ReadEndAsync());
    }

    [Fact]
    public async Task A_close_frame_without_code_stays_one()
    {
        // Section 7.1.5: counts as 1005.
        await using var rig = await TunnelRig.OpenAsync();
        await rig.Client.SendAsync(new CloseFrame(CloseCode.NoStatusReceived));
        var close = await rig.Backend.ReadFrameAsync();
        await rig.Backend.SendAsync(new CloseFrame(CloseCode.NoStatusReceived));
        rig.Backend.Finish();
        await rig.Client.ReadFrameAsync();
        rig.Client.Finish();

        Assert.Equal((Opcode.Close, 0), (close.Header.Opcode, close.Payload.Length));
        Assert.Equal(CloseCode.NoStatusReceived, (await rig.EndAsync()).CloseCode);
    }

    [Fact]
    public async Task Messages_on_their_way_reach_the_client_after_its_own_close_frame()
    {
        await using var rig = await TunnelRig.OpenAsync();
        await rig.Client.SendAsync(new CloseFrame(1000));
        await rig.Backend.ReadFrameAsync();
        await rig.Backend.SendTextAsync("still sending");
        await rig.Backend.SendAsync(new CloseFrame(1000));

        (await rig.Client.ReadFrameAsync()).IsText("still sending");
        (await rig.Client.ReadFrameAsync()).IsClose(1000);
    }

    [Fact]
    public async Task A_peer_that_does_not_answer_a_close_frame_is_cut_after_the_close_time_out()
    {
        await using var rig = await TunnelRig.OpenAsync();
        await rig.Client.SendAsync(new CloseFrame(1000));
        await rig.Backend.ReadFrameAsync();
        await rig.PassUntilAsync(rig.Client.ReadResetAsync());

        Assert.Equal(new TunnelEnd(TerminationReason.Closed, TerminationSource.Client, 1000, Cut: true), await rig.EndAsync());
    }

    [Fact]
    public async Task A_backend_that_closes_tcp_instead_of_answering_is_answered_for()
    {
        // Section 5.5.1: the code is echoed.
        await using var rig = await TunnelRig.OpenAsync();
        await rig.Client.SendAsync(new CloseFrame(1000, "bye"));
        await rig.Backend.ReadFrameAsync();
        rig.Backend.Dispose();
        (await rig.Client.ReadFrameAsync()).IsClose(1000);
        await rig.Client.ReadEndAsync();
        rig.Client.Finish();

        Assert.Equal(new TunnelEnd(TerminationReason.Closed, TerminationSource.Client, 1000, Cut: false), await rig.EndAsync());
    }

    [Fact]
    public async Task A_client_that_leaves_ends_the_backend_after_what_it_sent()
    {
        await using var rig = await TunnelRig.OpenAsync();
        await rig.Client.SendTextAsync("last");
        rig.Client.Dispose();
        (await rig.Backend.ReadFrameAsync()).IsText("last");
        await rig.Backend.ReadEndAsync();
        rig.Backend.Finish();

        Assert.Equal(new TunnelEnd(TerminationReason.ClientLost, TerminationSource.Client, null, Cut: false), await rig.EndAsync());
    }

    [Fact]
    public async Task A_client_that_resets_ends_the_backend()
    {
        await using var rig = await TunnelRig.OpenAsync();
        rig.Client.Reset();
        await rig.Backend.ReadEndAsync();
        rig.Backend.Finish();

        Assert.Equal(new TunnelEnd(TerminationReason.ClientLost, TerminationSource.Client, null, Cut: false), await rig.EndAsync());
    }

    [Fact] // RFC 8441 section 5: as the RST of its TCP connection
    public async Task A_backend_that_never_stops_sending_to_a_lost_client_is_closed_at_once()
    {
        await using var rig = await TunnelRig.OpenAsync();
        rig.Client.Reset();
        await rig.Backend.ReadEndAsync();
        using var enough = new CancellationTokenSource();
        var sending = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
                await rig.Backend.SendTextAsync("tick");
        });
        var end = await rig.EndAsync();
        await enough.CancelAsync();
        await Record.ExceptionAsync(() => sending);

        Assert.Equal(new TunnelEnd(TerminationReason.ClientLost, TerminationSource.Client, null, Cut: false), end);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_lost_backend_becomes_1014_for_the_client(bool reset)
    {
        await using var rig = await TunnelRig.OpenAsync();
        await rig.Backend.SendTextAsync("last");
        (await rig.Client.ReadFrameAsync()).IsText("last");
        if (reset)
            rig.Backend.Reset();
        else
            rig.Backend.Dispose();
        (await rig.Client.ReadFrameAsync()).IsClose(1014, "backend lost");
        await rig.Client.ReadEndAsync();
        rig.Client.Finish();

        Assert.Equal(new TunnelEnd(TerminationReason.BackendLost, TerminationSource.Backend, 1014, Cut: false), await rig.EndAsync());
    }

    [Fact]
    public async Task A_backend_lost_in_the_middle_of_a_message_becomes_1014_between_frames()
    {
        await using var rig = await TunnelRig.OpenAsync();
        await rig.Backend.SendAsync(Frames.Raw(Opcode.Text, final: false, "half"u8.ToArray(), null));
        rig.Backend.Finish();
        (await rig.Client.ReadFrameAsync()).IsClose(1014);
        rig.Client.Finish();

        Assert.Equal(TerminationReason.BackendLost, (await rig.EndAsync()).Reason);
    }

    [Fact]
    public async Task A_client_that_keeps_sending_to_a_lost_backend_is_heard_out_no_longer_than_the_close_time_out()
    {
        await using var rig = await TunnelRig.OpenAsync();
        rig.Backend.Reset();
        (await rig.Client.ReadFrameAsync()).IsClose(1014);
        await rig.Client.SendTextAsync("anybody there?");
        var end = rig.EndAsync();
        await rig.PassUntilAsync(end);
        Assert.Equal(new TunnelEnd(TerminationReason.BackendLost, TerminationSource.Backend, 1014, Cut: false), await end);
    }

    [Fact]
    public async Task An_order_to_close_tells_both_and_waits_for_them()
    {
        await using var rig = await TunnelRig.OpenAsync();
        await rig.CloseAsync(CloseCommand.For(TerminationReason.OperatorClose, "by hand"));
        (await rig.Client.ReadFrameAsync()).IsClose(1008, "by hand");
        (await rig.Backend.ReadFrameAsync()).IsClose(1008, "by hand");
        await rig.Client.ReadEndAsync();
        rig.Client.Finish();

        Assert.Equal(new TunnelEnd(TerminationReason.OperatorClose, TerminationSource.Proxy, 1008, Cut: false), await rig.EndAsync());
        await AssertBackendIsFirstAsync(rig);
    }

    [Fact]
    public async Task An_order_to_close_does_not_wait_longer_than_the_close_time_out_though_bytes_still_come()
    {
        await using var rig = await TunnelRig.OpenAsync();
        await rig.CloseAsync(CloseCommand.For(TerminationReason.NodeShutdown));
        (await rig.Client.ReadFrameAsync()).IsClose(1001);
        rig.Time.Advance(TimeSpan.FromSeconds(4));
        await rig.Client.SendTextAsync("but");
        var end = rig.EndAsync();
        await rig.PassUntilAsync(end);
        Assert.Equal(new TunnelEnd(TerminationReason.NodeShutdown, TerminationSource.Proxy, 1001, Cut: false), await end);
    }

    [Fact]
    public async Task An_order_to_close_is_not_put_into_a_frame_under_way()
    {
        await using var rig = await TunnelRig.OpenAsync(TakesLittle);
        var message = Frames.Binary(TakesLittle.MaxMessageSize);
        await rig.Client.SendAsync(message);
        await rig.UntilAsync(() => rig.Tunnel.Traffic.MessagesFromClient == 1);
        await rig.CloseAsync(CloseCommand.For(TerminationReason.OperatorClose));
        var received = await rig.Backend.ReadFrameAsync();

        Assert.True(received.Payload.AsSpan().SequenceEqual(message.Payload.Span));
        (await rig.Backend.ReadFrameAsync()).IsClose(1008);
    }

    [Fact]
    public async Task A_quiet_tunnel_is_closed_with_1001_after_the_idle_time_out_and_not_before()
    {
        await using var rig = await TunnelRig.OpenAsync();
        rig.Time.Advance(TimeSpan.FromSeconds(299));
        await rig.Client.SendTextAsync("awake");
        (await rig.Backend.ReadFrameAsync()).IsText("awake");
        rig.Time.Advance(TimeSpan.FromSeconds(299));
        await rig.Backend.SendTextAsync("me too");
        (await rig.Client.ReadFrameAsync()).IsText("me too");
        rig.Time.Advance(TimeSpan.FromSeconds(301));
        (await rig.Client.ReadFrameAsync()).IsClose(1001, "idle time-out");
        (await rig.Backend.ReadFrameAsync()).IsClose(1001, "idle time-out");
        rig.Client.Finish();
        rig.Backend.Finish();

        Assert.Equal(new TunnelEnd(TerminationReason.IdleTimeout, TerminationSource.Proxy, 1001, Cut: false), await rig.EndAsync());
    }

    [Fact]
    public async Task A_peer_that_takes_nothing_does_not_hold_the_tunnel_open()
    {
        await using var rig = await TunnelRig.OpenAsync(TakesLittle);
        await rig.Client.SendAsync(Frames.Binary(TakesLittle.MaxMessageSize));
        await rig.UntilAsync(() => rig.Tunnel.Traffic.MessagesFromClient == 1);
        var close = rig.Client.ReadFrameAsync();
        // More than once: what the kernel takes bit by bit counts as activity.
        await rig.UntilAsync(() =>
        {
            rig.Time.Advance(TimeSpan.FromSeconds(301));
            return close.IsCompleted;
        });
        (await close).IsClose(1001);
        var end = rig.EndAsync();
        await rig.PassUntilAsync(end);
        Assert.Equal(new TunnelEnd(TerminationReason.IdleTimeout, TerminationSource.Proxy, 1001, Cut: false), await end);
    }

    /// <summary>The tunnel is over, and only the backend's own FIN ends the backend's connection.</summary>
    private static async Task AssertBackendIsFirstAsync(TunnelRig rig)
    {
        for (var step = 0; step < 20; step++)
            await rig.OnLoopAsync(() => { });
        Assert.False(rig.Backend.HasEnded);
        rig.Backend.Finish();
        await rig.Backend.ReadEndAsync();
    }

    [Fact]
    public async Task Abort_resets_both()
    {
        await using var rig = await TunnelRig.OpenAsync();
        await rig.OnLoopAsync(rig.Tunnel.Abort);
        await rig.Client.ReadResetAsync();
        await rig.Backend.ReadResetAsync();

        Assert.Equal(new TunnelEnd(TerminationReason.InternalError, TerminationSource.Proxy, null, Cut: true), await rig.EndAsync());
    }

    [Fact]
    public async Task A_stream_torn_down_from_outside_closes_both_sockets_and_tells_once()
    {
        await using var rig = await TunnelRig.OpenAsync();
        rig.Materializer.Shutdown();
        await rig.Client.ReadResetAsync();
        await rig.Backend.ReadResetAsync();

        Assert.Equal(new TunnelEnd(TerminationReason.InternalError, TerminationSource.Proxy, null, Cut: true), await rig.EndAsync());
        Assert.Single(rig.Failures);
    }
}
