using System.Text;
using ActorProxy.Shared.Taps;
using ActorProxy.Shared.Tests.WebSockets;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Shared.Tests.Taps;

public sealed class TapDecoderTests
{
    private const uint Key = 0x37FA213D;

    [Fact]
    public void A_masked_text_message_is_unmasked()
    {
        var frame = Assert.Single(Decode([new RawFrame(0x81, "hello"u8.ToArray(), Key)]));
        Assert.Equal((TapDirection.FromClient, TapKind.Text, 5L, "hello", false, false),
            (frame.Direction, frame.Kind, frame.Size, TextOf(frame), frame.Truncated, frame.Compressed));
    }

    [Fact]
    public void Fragments_are_one_message_and_control_frames_between_them_come_first()
    {
        var frames = Decode(
        [
            new RawFrame(0x01, "he"u8.ToArray(), Key), new RawFrame(0x89, "p"u8.ToArray(), Key), new RawFrame(0x00, [], Key),
            new RawFrame(0x8A, "q"u8.ToArray(), Key), new RawFrame(0x80, "llo"u8.ToArray(), Key),
        ]);
        Assert.Equal([(TapKind.Ping, "p"), (TapKind.Pong, "q"), (TapKind.Text, "hello")], frames.Select(f => (f.Kind, TextOf(f))));
    }

    [Fact]
    public void A_long_message_is_cut_and_its_size_is_known()
    {
        var frames = Decode([new RawFrame(0x02, new byte[70_000]), new RawFrame(0x80, new byte[10]), new RawFrame(0x82, [7])],
            maxPayload: 100);
        Assert.Equal([(70_010L, 100, true), (1L, 1, false)], frames.Select(f => (f.Size, f.Captured.Length, f.Truncated)));
    }

    [Fact]
    public void A_message_whose_beginning_was_missed_is_told_without_payload()
    {
        var frames = Decode([new RawFrame(0x00, "missed"u8.ToArray()), new RawFrame(0x80, "end"u8.ToArray()),
            new RawFrame(0x81, "whole"u8.ToArray())]);
        Assert.Equal((TapKind.Continuation, 9L, 0, "the message began before the tap"),
            (frames[0].Kind, frames[0].Size, frames[0].Captured.Length, frames[0].Detail));
        Assert.Equal((TapKind.Text, "whole"), (frames[1].Kind, TextOf(frames[1])));
    }

    [Theory]
    [InlineData(new byte[0], 1005, "", 0)]
    [InlineData(new byte[] { 0x03, 0xE8 }, 1000, "", 2)]
    [InlineData(new byte[] { 0x0F, 0xA0, (byte)'b', (byte)'y', (byte)'e' }, 4000, "bye", 5)]
    public void A_close_frame_has_its_code_and_reason_and_is_the_last(byte[] payload, int code, string reason, long size)
    {
        var frame = Assert.Single(Decode([new RawFrame(0x88, payload, Key), new RawFrame(0x81, [1])]));
        Assert.Equal((TapKind.Close, code, reason, size), (frame.Kind, frame.CloseCode, TextOf(frame), frame.Size));
    }

    [Fact]
    public void Without_payload_a_close_frame_has_its_code_and_nothing_is_captured()
    {
        var frames = Decode([new RawFrame(0x81, "secret"u8.ToArray()), new RawFrame(0x89, "secret"u8.ToArray()),
            new RawFrame(0x88, [0x03, 0xE8, (byte)'s'])], maxPayload: 0);
        Assert.All(frames, f => Assert.True(f.Captured.IsEmpty));
        Assert.Equal([6L, 6L, 3L], frames.Select(f => f.Size));
        Assert.Equal(1000, frames[2].CloseCode);
    }

    public static TheoryData<byte, byte[], string> Violations => new()
    {
        { 0x83, [], "Opcode 0x3" },
        { 0x09, [], "fragmented" },
        { 0x89, new byte[126], "125 bytes" },
        { 0x88, [1], "one byte" },
        { 0xC1, [1], "Reserved bits" },
        { 0x80, [1], "continues no message" },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public void A_violation_is_told_and_ends_the_direction(byte first, byte[] payload, string detail)
    {
        var frames = Decode([new RawFrame(0x81, [1]), new RawFrame(first, payload), new RawFrame(0x81, [1])]);
        Assert.Equal([TapKind.Text, TapKind.Violation], frames.Select(f => f.Kind));
        Assert.Contains(detail, frames[1].Detail);
    }

    [Fact]
    public void A_message_inside_a_fragmented_one_is_a_violation() =>
        Assert.Equal(TapKind.Violation, Assert.Single(Decode([new RawFrame(0x01, [1]), new RawFrame(0x81, [1])])).Kind);

    [Fact]
    public void A_length_beyond_63_bits_is_a_violation()
    {
        var frames = new List<TapFrame>();
        Decoder().Feed((byte[])[0x82, 127, 0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3], frames.Add);
        Assert.Equal(TapKind.Violation, Assert.Single(frames).Kind);
    }

    [Fact]
    public void A_message_of_an_unknown_extension_is_told_without_payload()
    {
        var frames = Decode([new RawFrame(0xA1, "x"u8.ToArray()), new RawFrame(0x81, "y"u8.ToArray())],
            extensions: NegotiatedExtensions.Deflate | NegotiatedExtensions.Other);
        Assert.Equal("coded by an extension that the tap does not know", frames[0].Detail);
        Assert.True(frames[0].Captured.IsEmpty);
        Assert.Equal("y", TextOf(frames[1]));
    }

    [Fact]
    public void A_header_that_promises_much_costs_no_memory()
    {
        var decoder = Decoder(TapDecoder.MaxPayload);
        var before = GC.GetAllocatedBytesForCurrentThread();
        decoder.Feed((byte[])[0x82, 127, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], _ => Assert.Fail("nothing ends"));
        var piece = new byte[1024 * 1024];
        for (var i = 0; i < 20; i++)
            decoder.Feed(piece, _ => Assert.Fail("nothing ends"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 * piece.Length);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(TapDecoder.MaxPayload + 1)]
    public void A_limit_out_of_range_is_refused(int maxPayload) => Assert.Throws<ArgumentOutOfRangeException>(() => Decoder(maxPayload));

    private static TapDecoder Decoder(int maxPayload = 1000, NegotiatedExtensions extensions = NegotiatedExtensions.None) =>
        new(TapDirection.FromClient, extensions, maxPayload);

    private static List<TapFrame> Decode(RawFrame[] frames, int maxPayload = 1000,
        NegotiatedExtensions extensions = NegotiatedExtensions.None)
    {
        var decoded = new List<TapFrame>();
        Decoder(maxPayload, extensions).Feed(RawFrame.Stream(frames), decoded.Add);
        return decoded;
    }

    private static string TextOf(TapFrame frame) => Encoding.UTF8.GetString(frame.Captured.Span);
}
