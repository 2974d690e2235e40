using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Tunnels.Messages;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets;
using Akka.Streams.Dsl;

namespace ActorProxy.Actors.Tests.Tunnels.Messages;

/// <summary>What becomes of a tunnel whose peers break the rules, and of one whose filters reject or fail.</summary>
public sealed class MessageTunnelRuleTests
{
    private static readonly TunnelSettings Small = new() { MaxMessageSize = 10 };

    public static TheoryData<byte[], TerminationReason, int> ClientViolations => new()
    {
        // Section 5.1: a client masks.
        { Frames.Encode(Frames.Text("bare")), TerminationReason.ProtocolError, 1002 },
        // Section 5.5: control frames are not fragmented.
        { Frames.Raw(Opcode.Ping, final: false, [], 1), TerminationReason.ProtocolError, 1002 },
        // Section 8.1: text is UTF-8.
        { Frames.Raw(Opcode.Text, final: true, [0xC3, 0x28], 1), TerminationReason.InvalidPayload, 1007 },
        // Longer than the limit of 10 bytes, and known from the header alone.
        { Frames.Raw(Opcode.Binary, final: true, new byte[11], 1)[..6], TerminationReason.MessageTooBig, 1009 },
    };

    [Theory]
    [MemberData(nameof(ClientViolations))]
    public async Task A_rule_broken_by_the_client_closes_both_sides_with_its_code(byte[] bytes, TerminationReason reason, int code)
    {
        await using var rig = await TunnelRig.OpenAsync(Small);
        await rig.Client.SendTextAsync("fine");
        await rig.Client.SendAsync(bytes);
        (await rig.Backend.ReadFrameAsync()).IsText("fine");
        (await rig.Backend.ReadFrameAsync()).IsClose(code);
        // A FIN at once could be the end of all to it.
        for (var step = 0; step < 20; step++)
            await rig.OnLoopAsync(() => { });
        Assert.False(rig.Backend.HasEnded);
        await rig.Backend.SendTextAsync("echo");
        await rig.Backend.SendAsync(new CloseFrame(1000));
        (await rig.Client.ReadFrameAsync()).IsText("echo");
        (await rig.Client.ReadFrameAsync()).IsClose(code);
        await rig.Client.ReadEndAsync();
        rig.Client.Finish();
        rig.Backend.Finish();

        Assert.Equal(new TunnelEnd(reason, TerminationSource.Client, code, Cut: false), await rig.EndAsync());
    }

    [Fact]
    public async Task Behind_a_rule_broken_by_the_client_the_end_of_the_backend_is_as_good_as_its_Close_frame()
    {
        await using var rig = await TunnelRig.OpenAsync();
        await rig.Client.SendAsync(Frames.Encode(Frames.Text("bare")));
        (await rig.Backend.ReadFrameAsync()).IsClose(1002);
        await rig.Backend.SendTextAsync("last");
        rig.Backend.Finish();

        (await rig.Client.ReadFrameAsync()).IsText("last");
        (await rig.Client.ReadFrameAsync()).IsClose(1002);
        rig.Client.Finish();
        Assert.Equal(new TunnelEnd(TerminationReason.ProtocolError, TerminationSource.Client, 1002, Cut: false), await rig.EndAsync());
    }

    [Fact]
    public async Task A_backend_that_goes_on_does_not_keep_the_Close_frame_from_a_client_that_broke_a_rule()
    {
        await using var rig = await TunnelRig.OpenAsync();
        await rig.Client.SendAsync(Frames.Encode(Frames.Text("bare")));
        (await rig.Backend.ReadFrameAsync()).IsClose(1002);
        var close = rig.Client.ReadFrameAsync();
        await rig.PassUntilAsync(close);
        (await close).IsClose(1002);
        await rig.Client.ReadEndAsync();
        rig.Client.Finish();
        var end = rig.EndAsync();
        await rig.PassUntilAsync(end);

        Assert.Equal(new TunnelEnd(TerminationReason.ProtocolError, TerminationSource.Client, 1002, Cut: false), await end);
    }

    [Fact]
    public async Task What_both_sides_sent_before_a_rule_was_broken_by_the_backend_arrives()
    {
        await using var rig = await TunnelRig.OpenAsync();
        await rig.Client.SendTextAsync("up");
        await rig.UntilAsync(() => rig.Tunnel.Traffic.MessagesFromClient == 1);
        await rig.Backend.SendTextAsync("down");
        await rig.Backend.SendAsync(Frames.Encode(Frames.Text("masked"), 3));

        (await rig.Client.ReadFrameAsync()).IsText("down");
        (await rig.Client.ReadFrameAsync()).IsClose(1002);
        (await rig.Backend.ReadFrameAsync()).IsText("up");
        (await rig.Backend.ReadFrameAsync()).IsClose(1002);
    }

    [Fact]
    public async Task A_masked_frame_of_the_backend_closes_with_1002()
    {
        // Section 5.1
        await using var rig = await TunnelRig.OpenAsync();
        await rig.Backend.SendAsync(Frames.Encode(Frames.Text("masked"), 3));
        (await rig.Client.ReadFrameAsync()).IsClose(1002);
        (await rig.Backend.ReadFrameAsync()).IsClose(1002);
        rig.Client.Finish();
        rig.Backend.Finish();

        Assert.Equal(new TunnelEnd(TerminationReason.ProtocolError, TerminationSource.Backend, 1002, Cut: false), await rig.EndAsync());
    }

    [Fact]
    public async Task A_message_that_a_filter_made_too_long_closes_with_1009()
    {
        var longer = TestFilter.FromClient(m => Frames.Text(Frames.TextOf(m) + "!"));
        await using var rig = await TunnelRig.OpenAsync(Small with { Filter = longer, Names = ["test", "size-limit"] });
        await rig.Client.SendTextAsync("123456789");
        await rig.Client.SendTextAsync("1234567890");
        (await rig.Backend.ReadFrameAsync()).IsText("123456789!");
        (await rig.Backend.ReadFrameAsync()).IsClose(1009, "A message exceeds 10 bytes.");
        await rig.Backend.SendTextAsync("echo");
        await rig.Backend.SendAsync(new CloseFrame(1009));
        (await rig.Client.ReadFrameAsync()).IsText("echo");
        (await rig.Client.ReadFrameAsync()).IsClose(1009, "A message exceeds 10 bytes.");
        rig.Client.Finish();
        rig.Backend.Finish();

        Assert.Equal(new TunnelEnd(TerminationReason.MessageTooBig, TerminationSource.Proxy, 1009, Cut: false), await rig.EndAsync());
    }

    [Fact]
    public async Task A_filter_closes_with_its_own_code_and_reason()
    {
        var strict = TestFilter.FromClient(_ => throw new MessageRejectedException(
            new CloseCommand(TerminationReason.FilterClose, 4403, "not here")));
        await using var rig = await TunnelRig.OpenAsync(new TunnelSettings { Filter = strict });
        await rig.Client.SendTextAsync("anything");
        (await rig.Backend.ReadFrameAsync()).IsClose(4403, "not here");
        rig.Backend.Finish();
        (await rig.Client.ReadFrameAsync()).IsClose(4403, "not here");
        rig.Client.Finish();

        Assert.Equal(new TunnelEnd(TerminationReason.FilterClose, TerminationSource.Proxy, 4403, Cut: false), await rig.EndAsync());
        Assert.Empty(rig.Failures);
    }

    [Fact]
    public async Task A_filter_that_ends_its_stream_closes_with_1008_after_what_it_let_pass()
    {
        var once = new TestFilter(_ => Flow.Create<WebSocketMessage>().Take(1));
        await using var rig = await TunnelRig.OpenAsync(new TunnelSettings { Filter = once });
        await rig.Client.SendTextAsync("one");
        (await rig.Backend.ReadFrameAsync()).IsText("one");
        (await rig.Backend.ReadFrameAsync()).IsClose(1008);
        rig.Backend.Finish();
        (await rig.Client.ReadFrameAsync()).IsClose(1008);
        rig.Client.Finish();

        Assert.Equal(new TunnelEnd(TerminationReason.FilterClose, TerminationSource.Proxy, 1008, Cut: false), await rig.EndAsync());
    }

    [Fact]
    public async Task A_filter_that_throws_closes_with_1011()
    {
        var broken = TestFilter.FromClient(_ => throw new InvalidOperationException("broken"));
        await using var rig = await TunnelRig.OpenAsync(new TunnelSettings { Filter = broken });
        await rig.Client.SendTextAsync("anything");
        (await rig.Client.ReadFrameAsync()).IsClose(1011, "a message filter failed");
        (await rig.Backend.ReadFrameAsync()).IsClose(1011);
        rig.Client.Finish();
        rig.Backend.Finish();

        Assert.Equal(new TunnelEnd(TerminationReason.InternalError, TerminationSource.Proxy, 1011, Cut: false), await rig.EndAsync());
        Assert.Equal("broken", Assert.Single(rig.Failures).Message);
    }

    [Fact]
    public async Task A_filter_that_cannot_be_made_closes_with_1011()
    {
        var broken = new TestFilter(_ => throw new InvalidOperationException("broken"));
        await using var rig = await TunnelRig.OpenAsync(new TunnelSettings { Filter = broken });
        (await rig.Client.ReadFrameAsync()).IsClose(1011);
        (await rig.Backend.ReadFrameAsync()).IsClose(1011);
        rig.Client.Finish();
        rig.Backend.Finish();

        Assert.Equal(new TunnelEnd(TerminationReason.InternalError, TerminationSource.Proxy, 1011, Cut: false), await rig.EndAsync());
    }

    [Fact]
    public async Task A_filter_that_fails_in_its_own_task_is_a_rejection_all_the_same()
    {
        var strict = new TestFilter(_ => Flow.Create<WebSocketMessage>()
            .SelectAsync(1, _ => Task.FromException<WebSocketMessage>(new MessageRejectedException("not here"))));
        await using var rig = await TunnelRig.OpenAsync(new TunnelSettings { Filter = strict });
        await rig.Client.SendTextAsync("anything");
        (await rig.Backend.ReadFrameAsync()).IsClose(1008, "not here");
        rig.Backend.Finish();
        (await rig.Client.ReadFrameAsync()).IsClose(1008, "not here");
    }
}
