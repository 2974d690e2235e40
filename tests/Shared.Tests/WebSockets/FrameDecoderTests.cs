using System.Text;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets;

namespace ActorProxy.Shared.Tests.WebSockets;

public sealed class FrameDecoderTests
{
    private const uint Key = 0xA1B2C3D4;

    [Fact]
    public void RFC_6455_5_4_control_frames_may_stand_between_fragments()
    {
        var (frames, violation) = Decode(
            new(0x01, "Hel"u8.ToArray(), Key), new(0x89, [1], Key), new(0x00, [], Key), new(0x8A, [2], Key),
            new(0x80, "lo"u8.ToArray(), Key));
        Assert.Null(violation);
        Assert.Equal([1], Assert.IsType<PingFrame>(frames[0]).Payload.ToArray());
        Assert.Equal([2], Assert.IsType<PongFrame>(frames[1]).Payload.ToArray());
        Assert.Equal("Hello", Encoding.UTF8.GetString(Assert.IsType<WebSocketMessage>(frames[2]).Payload.Span));
        Assert.Equal(3, frames.Count);
    }

    [Fact]
    public void RFC_6455_5_5_1_a_Close_gives_code_and_reason_and_the_rest_is_discarded()
    {
        var (frames, violation) = Decode(new(0x88, [0x03, 0xE9, .. "bye"u8], Key), new(0xFF, [1], Key));
        Assert.Null(violation);
        Assert.Equal([new CloseFrame(1001, "bye")], frames);
    }

    [Fact]
    public void An_empty_Close_has_no_code() =>
        Assert.Equal([new CloseFrame(CloseCode.NoStatusReceived)], Decode(new RawFrame(0x88, [], Key)).Frames);

    public static TheoryData<string, byte[], TerminationReason> Violations => new()
    {
        { "5.2 reserved bit", new RawFrame(0xC1, [], Key).ToBytes(), TerminationReason.ProtocolError },
        { "5.2 reserved data opcode", new RawFrame(0x83, [], Key).ToBytes(), TerminationReason.ProtocolError },
        { "5.2 reserved control opcode", new RawFrame(0x8B, [], Key).ToBytes(), TerminationReason.ProtocolError },
        { "5.2 top bit of the length", [0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4], TerminationReason.ProtocolError },
        { "5.1 not masked", new RawFrame(0x81, []).ToBytes(), TerminationReason.ProtocolError },
        { "5.5 fragmented control frame", new RawFrame(0x09, [], Key).ToBytes(), TerminationReason.ProtocolError },
        { "5.5 control frame of 126 bytes", new RawFrame(0x89, new byte[126], Key).ToBytes(), TerminationReason.ProtocolError },
        { "5.4 nothing to continue", new RawFrame(0x80, [], Key).ToBytes(), TerminationReason.ProtocolError },
        { "5.4 message within a message", RawFrame.Stream([new(0x01, [], Key), new(0x81, [], Key)]), TerminationReason.ProtocolError },
        { "5.5.1 Close of one byte", new RawFrame(0x88, [3], Key).ToBytes(), TerminationReason.ProtocolError },
        { "7.4 Close with 1005", new RawFrame(0x88, [0x03, 0xED], Key).ToBytes(), TerminationReason.ProtocolError },
        { "8.1 text", new RawFrame(0x81, [0xC3], Key).ToBytes(), TerminationReason.InvalidPayload },
        { "8.1 text of surrogates", new RawFrame(0x81, [0xED, 0xA0, 0x80], Key).ToBytes(), TerminationReason.InvalidPayload },
        { "5.5.1 reason", new RawFrame(0x88, [0x03, 0xE8, 0xFF], Key).ToBytes(), TerminationReason.InvalidPayload },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public void RFC_6455_violations_end_the_decoding(string section, byte[] bytes, TerminationReason reason)
    {
        byte[] first = new RawFrame(0x82, [9], Key).ToBytes();
        using var decoder = new FrameDecoder(new MessageDecoderOptions(ExpectMasked: true));
        decoder.Append([.. first, .. bytes, .. first]);
        Assert.True(decoder.TryRead(out var frame), section);
        Assert.IsType<WebSocketMessage>(frame);
        Assert.Null(decoder.Violation);
        Assert.False(decoder.TryRead(out _), section);
        Assert.Equal(reason, decoder.Violation?.Reason);
        decoder.Append(first);
        Assert.False(decoder.TryRead(out _), section);
    }

    [Fact]
    public void RFC_6455_5_1_a_masked_frame_of_a_backend_is_refused()
    {
        using var decoder = new FrameDecoder(new MessageDecoderOptions(ExpectMasked: false));
        decoder.Append(new RawFrame(0x81, [], Key).ToBytes());
        Assert.False(decoder.TryRead(out _));
        Assert.Equal(TerminationReason.ProtocolError, decoder.Violation?.Reason);
    }

    [Fact]
    public void RFC_6455_8_1_a_character_may_be_split_between_fragments()
    {
        var (frames, violation) = Decode(new(0x01, [0xE2, 0x82], Key), new(0x80, [0xAC], Key));
        Assert.Null(violation);
        Assert.Equal("€", Encoding.UTF8.GetString(Assert.IsType<WebSocketMessage>(Assert.Single(frames)).Payload.Span));
    }

    [Fact]
    public void Binary_messages_need_not_be_UTF_8() =>
        Assert.Null(Decode(new RawFrame(0x82, [0xFF, 0xC3], Key)).Violation);

    [Theory]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public void A_message_may_be_as_long_as_the_limit(int length, bool fits)
    {
        using var decoder = new FrameDecoder(new MessageDecoderOptions(true, 10));
        decoder.Append(new RawFrame(0x82, new byte[length], Key).ToBytes());
        Assert.Equal(fits, decoder.TryRead(out _));
        Assert.Equal(fits ? null : TerminationReason.MessageTooBig, decoder.Violation?.Reason);
    }

    [Fact]
    public void The_limit_holds_for_the_fragments_together_and_is_known_from_the_header()
    {
        using var decoder = new FrameDecoder(new MessageDecoderOptions(true, 10));
        decoder.Append(new RawFrame(0x02, new byte[6], Key).ToBytes());
        decoder.Append(new RawFrame(0x80, new byte[5], Key).ToBytes().AsSpan(0, 6));
        Assert.False(decoder.TryRead(out _));
        Assert.Equal(TerminationReason.MessageTooBig, decoder.Violation?.Reason);
    }

    [Fact]
    public void A_header_that_promises_much_allocates_little()
    {
        using var decoder = new FrameDecoder(new MessageDecoderOptions(false, 64 * 1024 * 1024));
        byte[] header = [0x82, 127, 0, 0, 0, 0, 0x04, 0, 0, 0, 1];
        var before = GC.GetAllocatedBytesForCurrentThread();
        decoder.Append(header);
        Assert.False(decoder.TryRead(out _));
        Assert.Null(decoder.Violation);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000);
    }

    [Fact]
    public void Many_tiny_fragments_cost_memory_in_proportion()
    {
        const int fragments = 20_000;
        using var decoder = new FrameDecoder(new MessageDecoderOptions(false));
        byte[] start = [0x02, 1, 7];
        byte[] next = [0x00, 1, 7];
        var before = GC.GetAllocatedBytesForCurrentThread();
        decoder.Append(start);
        for (var i = 1; i < fragments; i++)
        {
            decoder.Append(next);
            Assert.False(decoder.TryRead(out _));
        }
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 10 * fragments);
        decoder.Append([0x80, 0]);
        Assert.True(decoder.TryRead(out var frame));
        Assert.Equal(fragments, Assert.IsType<WebSocketMessage>(frame).Payload.Length);
    }

    [Fact]
    public void Payloads_handed_out_are_left_alone()
    {
        using var decoder = new FrameDecoder(new MessageDecoderOptions(true));
        decoder.Append(new RawFrame(0x82, [1, 2, 3], Key).ToBytes());
        Assert.True(decoder.TryRead(out var first));
        decoder.Append(new RawFrame(0x82, [4, 5, 6], Key).ToBytes());
        Assert.True(decoder.TryRead(out _));
        Assert.Equal([1, 2, 3], Assert.IsType<WebSocketMessage>(first).Payload.ToArray());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void A_limit_that_no_array_can_hold_is_refused(long limit) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new FrameDecoder(new MessageDecoderOptions(true, limit)));

    private static (List<DecodedFrame> Frames, FrameViolation? Violation) Decode(params RawFrame[] frames)
    {
        using var decoder = new FrameDecoder(new MessageDecoderOptions(ExpectMasked: true));
        decoder.Append(RawFrame.Stream(frames));
        var decoded = new List<DecodedFrame>();
        while (decoder.TryRead(out var frame))
            decoded.Add(frame);
        return (decoded, decoder.Violation);
    }
}
