using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Tests.Tunnels.Messages;
using ActorProxy.Actors.Tunnels.Extensions;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Tests.Tunnels.Extensions;

/// <summary>What accompanies a tunnel, of both kinds: a timer, an order to close, a frame at a boundary, a look at headers.</summary>
public sealed class TunnelExtensionTests
{
    private static readonly DecodedFrame Ping = new PingFrame("alive?"u8.ToArray());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_sees_each_frame_of_both_sides(bool messages)
    {
        var seen = new Companion();
        await using var rig = await OpenAsync(messages, seen, early: Frames.Encode(Frames.Text("early"), 1));
        (await rig.Backend.ReadFrameAsync()).IsText("early");
        await rig.Client.SendAsync(Ping);
        await rig.Client.SendAsync(Frames.Binary(70_000));
        await rig.Backend.SendAsync(new CloseFrame(1000, "bye"));
        await rig.Backend.ReadFrameAsync();
        await rig.Backend.ReadFrameAsync();
        (await rig.Client.ReadFrameAsync()).IsClose(1000);

        Assert.Equal([(Opcode.Text, 5UL), (Opcode.Ping, 6), (Opcode.Binary, 70_000)], Of(RelaySide.Downstream));
        Assert.Equal([(Opcode.Close, 5UL)], Of(RelaySide.Upstream));

        IEnumerable<(Opcode, ulong)> Of(RelaySide side) =>
            seen.Frames.Where(frame => frame.From == side).Select(frame => (frame.Opcode, frame.Length));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Its_timer_runs_on_the_loop_and_may_order_the_tunnel_to_close(bool messages)
    {
        var lifetime = new Companion
        {
            OnOpen = tunnel => tunnel.CreateTimer(() => tunnel.Close(new CloseCommand(TerminationReason.OperatorClose, 4001, "old")))
                .Arm(TimeSpan.FromSeconds(60)),
        };
        await using var rig = await OpenAsync(messages, lifetime);
        rig.Time.Advance(TimeSpan.FromSeconds(59));
        await rig.Client.SendTextAsync("young");
        (await rig.Backend.ReadFrameAsync()).IsText("young");

        rig.Time.Advance(TimeSpan.FromSeconds(2));

        (await rig.Client.ReadFrameAsync()).IsClose(4001, "old");
        (await rig.Backend.ReadFrameAsync()).IsClose(4001, "old");
        rig.Client.Finish();
        rig.Backend.Finish();
        var end = await rig.EndAsync();
        Assert.Equal((TerminationReason.OperatorClose, TerminationSource.Proxy, 4001), (end.Reason, end.EndedBy, end.CloseCode));
        Assert.Equal(1, lifetime.Ends);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_timer_does_not_outlive_the_tunnel(bool messages)
    {
        var due = 0;
        var timed = new Companion { OnOpen = tunnel => tunnel.CreateTimer(() => due++).Arm(TimeSpan.FromSeconds(60)) };
        await using var rig = await OpenAsync(messages, timed);
        await rig.OnLoopAsync(rig.Tunnel.Abort);
        rig.Time.Advance(TimeSpan.FromSeconds(61));
        await rig.OnLoopAsync(() => { });
        await rig.EndAsync();

        Assert.Equal((0, 1), (due, timed.Ends));
    }

    [Theory] // RFC 6455 section 5.1: masked towards a server
    [InlineData(false)]
    [InlineData(true)]
    public async Task Its_frames_go_to_either_side_at_once_where_that_is_quiet(bool messages)
    {
        var pings = new Companion();
        await using var rig = await OpenAsync(messages, pings);
        await rig.OnLoopAsync(() =>
        {
            Assert.True(pings.Tunnel.TrySend(RelaySide.Downstream, Ping));
            Assert.True(pings.Tunnel.TrySend(RelaySide.Upstream, Ping));
            Assert.False(pings.Tunnel.TrySend(RelaySide.Upstream, Ping)); // one waits
        });
        var toClient = await rig.Client.ReadFrameAsync();
        var toBackend = await rig.Backend.ReadFrameAsync();

        Assert.Equal((Opcode.Ping, "alive?", false), (toClient.Header.Opcode, toClient.Text, toClient.Header.MaskingKey is not null));
        Assert.Equal((Opcode.Ping, "alive?", true), (toBackend.Header.Opcode, toBackend.Text, toBackend.Header.MaskingKey is not null));
        await rig.OnLoopAsync(() => Assert.True(pings.Tunnel.TrySend(RelaySide.Upstream, new PongFrame(default))));
        Assert.Equal(Opcode.Pong, (await rig.Backend.ReadFrameAsync()).Header.Opcode);
    }

    [Fact] // RFC 6455 section 5.4
    public async Task Its_frames_go_behind_the_frame_under_way_and_before_the_next()
    {
        var pings = new Companion();
        await using var rig = await OpenAsync(messages: false, pings);
        var first = Frames.Encode(Frames.Text(new string('x', 300)));
        byte[] second = Frames.Encode(Frames.Text("second"));
        await rig.Backend.SendAsync(first.AsMemory(0, 100));
        var head = await rig.Client.ReadAsync(100);
        await rig.OnLoopAsync(() => Assert.True(pings.Tunnel.TrySend(RelaySide.Downstream, Ping)));
        await rig.OnLoopAsync(() => { });
        Assert.Equal(0, rig.Client.Socket.Available);

        await rig.Backend.SendAsync((byte[])[.. first.AsSpan(100), .. second, .. second]);

        Assert.Equal(first, (byte[])[.. head, .. await rig.Client.ReadAsync(first.Length - 100)]);
        Assert.Equal(Opcode.Ping, (await rig.Client.ReadFrameAsync()).Header.Opcode);
        (await rig.Client.ReadFrameAsync()).IsText("second");
        (await rig.Client.ReadFrameAsync()).IsText("second");
    }

    [Fact]
    public async Task Its_frames_go_behind_a_frame_that_ends_where_the_bytes_do()
    {
        var pings = new Companion();
        await using var rig = await OpenAsync(messages: false, pings);
        var frame = Frames.Encode(Frames.Text(new string('x', 300)));
        await rig.Backend.SendAsync(frame.AsMemory(0, 100));
        await rig.Client.ReadAsync(100);
        await rig.OnLoopAsync(() => Assert.True(pings.Tunnel.TrySend(RelaySide.Downstream, Ping)));

        await rig.Backend.SendAsync(frame.AsMemory(100));

        Assert.Equal(frame[100..], await rig.Client.ReadAsync(frame.Length - 100));
        Assert.Equal(Opcode.Ping, (await rig.Client.ReadFrameAsync()).Header.Opcode);
    }

    [Theory] // RFC 6455 section 5.4
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_order_to_close_at_the_sight_of_a_frame_waits_for_its_end(bool messages)
    {
        Companion strict = null!;
        strict = new Companion { OnFrame = () => strict.Tunnel.Close(new CloseCommand(TerminationReason.OperatorClose, 4002, "seen")) };
        await using var rig = await OpenAsync(messages, strict);
        var frame = Frames.Encode(Frames.Text(new string('x', 300)));
        await rig.Backend.SendAsync(frame.AsMemory(0, 100));
        if (!messages)
            Assert.Equal(frame[..100], await rig.Client.ReadAsync(100));
        await rig.Backend.SendAsync((byte[])[.. frame.AsSpan(100), .. Frames.Encode(Frames.Text("too late"))]);
        if (!messages)
            Assert.Equal(frame[100..], await rig.Client.ReadAsync(frame.Length - 100));

        var next = await rig.Client.ReadFrameAsync();
        if (messages && next.Header.Opcode == Opcode.Text) // which was whole when it was seen
            next = await rig.Client.ReadFrameAsync();
        next.IsClose(4002, "seen");
        (await rig.Backend.ReadFrameAsync()).IsClose(4002, "seen");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_order_at_the_opening_has_the_close_timeout(bool messages)
    {
        var refusing = new Companion { OnOpen = tunnel => tunnel.Close(new CloseCommand(TerminationReason.OperatorClose, 4003, "no")) };
        await using var rig = await OpenAsync(messages, refusing);
        (await rig.Client.ReadFrameAsync()).IsClose(4003, "no");
        (await rig.Backend.ReadFrameAsync()).IsClose(4003, "no");
        // Less than the idle time-out.
        var end = rig.EndAsync();
        for (var second = 0; second < 100 && !end.IsCompleted; second++)
        {
            rig.Time.Advance(TimeSpan.FromSeconds(1));
            await rig.OnLoopAsync(() => { });
        }

        Assert.Equal(TerminationReason.OperatorClose, (await end).Reason);
    }

    [Fact]
    public async Task Its_frames_are_not_put_into_a_message_that_is_being_written()
    {
        var pings = new Companion();
        var settings = Settings(messages: true, pings) with { PeerBuffer = 256 * 1024, MaxMessageSize = 16 * 1024 * 1024 };
        await using var rig = await TunnelRig.OpenAsync(settings);
        var message = Frames.Binary(settings.MaxMessageSize);
        await rig.Client.SendAsync(message);
        await rig.Client.SendTextAsync("next");
        await rig.UntilAsync(() => rig.Tunnel.Traffic.MessagesFromClient > 0);
        await rig.OnLoopAsync(() => Assert.True(pings.Tunnel.TrySend(RelaySide.Upstream, Ping)));

        Assert.True((await rig.Backend.ReadFrameAsync()).Payload.AsSpan().SequenceEqual(message.Payload.Span));
        Opcode[] rest = [(await rig.Backend.ReadFrameAsync()).Header.Opcode, (await rig.Backend.ReadFrameAsync()).Header.Opcode];
        Assert.Equal([Opcode.Ping, Opcode.Text], rest.OrderDescending());
    }

    [Fact]
    public async Task Messages_keep_their_order_and_bytes_between_its_frames()
    {
        var pings = new Companion();
        await using var rig = await OpenAsync(messages: true, pings);
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < 30; i++)
                await rig.Client.SendAsync(Frames.Binary(100_000 + i));
        });
        for (var received = 0; received < 30;)
        {
            await rig.OnLoopAsync(() => pings.Tunnel.TrySend(RelaySide.Upstream, Ping));
            var frame = await rig.Backend.ReadFrameAsync();
            if (frame.Header.Opcode == Opcode.Binary)
                Assert.True(frame.Payload.AsSpan().SequenceEqual(Frames.Binary(100_000 + received++).Payload.Span));
            else
                Assert.Equal((Opcode.Ping, "alive?"), (frame.Header.Opcode, frame.Text));
        }
        await sending;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_of_it_goes_behind_a_close_frame(bool messages)
    {
        var pings = new Companion();
        await using var rig = await OpenAsync(messages, pings);
        await rig.Client.SendAsync(new CloseFrame(1000));
        (await rig.Backend.ReadFrameAsync()).IsClose(1000);

        await rig.OnLoopAsync(() => Assert.False(pings.Tunnel.TrySend(RelaySide.Upstream, Ping)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_may_send_control_frames_only(bool messages)
    {
        var pings = new Companion();
        await using var rig = await OpenAsync(messages, pings);

        await rig.OnLoopAsync(() =>
        {
            Assert.Throws<ArgumentException>(() => pings.Tunnel.TrySend(RelaySide.Upstream, Frames.Text("no")));
            Assert.Throws<ArgumentException>(() => pings.Tunnel.TrySend(RelaySide.Upstream, new CloseFrame(1000)));
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_fault_in_its_timer_ends_the_tunnel_and_is_told(bool messages)
    {
        var broken = new Companion
        {
            OnOpen = tunnel => tunnel.CreateTimer(() => throw new InvalidOperationException("defect")).Arm(TimeSpan.FromSeconds(1)),
        };
        await using var rig = await OpenAsync(messages, broken);
        var end = rig.EndAsync();
        await rig.PassUntilAsync(end);

        Assert.Equal(TerminationReason.InternalError, (await end).Reason);
        Assert.Equal("defect", Assert.Single(rig.Failures).Message);
        Assert.Equal(1, broken.Ends);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_fault_where_it_looks_ends_the_tunnel_and_is_told(bool messages)
    {
        var broken = new Companion { OnFrame = () => throw new InvalidOperationException("defect") };
        await using var rig = await OpenAsync(messages, broken);
        await rig.Client.SendTextAsync("look");

        Assert.Equal(TerminationReason.InternalError, (await rig.EndAsync()).Reason);
        Assert.NotEmpty(rig.Failures);
    }

    private static Task<TunnelRig> OpenAsync(bool messages, ITunnelExtension extension, byte[]? early = null) =>
        TunnelRig.OpenAsync(Settings(messages, extension) with { EarlyFromDownstream = early ?? [] });

    private static TunnelSettings Settings(bool messages, ITunnelExtension extension) =>
        new() { Names = messages ? ["test"] : [], Extensions = [extension] };
}
