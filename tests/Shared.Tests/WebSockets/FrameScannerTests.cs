using System.Runtime.CompilerServices;
using ActorProxy.Shared.WebSockets;

namespace ActorProxy.Shared.Tests.WebSockets;

public sealed class FrameScannerTests
{
    private const uint Key = 0x37FA213D;

    [Fact]
    public void A_new_scanner_stands_at_a_boundary_and_has_seen_nothing()
    {
        var scanner = default(FrameScanner);
        Assert.True(scanner.AtBoundary);
        Assert.Equal((0L, 0L, false, false), (scanner.Messages, scanner.Frames, scanner.CloseSeen, scanner.Violation));
        Assert.Null(scanner.CloseCode);
    }

    [Fact]
    public void Fragments_count_as_one_message_and_control_frames_as_none()
    {
        var scanner = default(FrameScanner);
        var ended = scanner.Scan(RawFrame.Stream([
            new(0x01, new byte[3]), new(0x89, new byte[2]), new(0x00, new byte[200]), new(0x80, []), new(0x82, new byte[70_000]),
        ]));
        Assert.Equal(2, ended);
        Assert.Equal((2L, 5L), (scanner.Messages, scanner.Frames));
        Assert.True(scanner.AtBoundary);
        Assert.False(scanner.Violation);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_frame_counts_at_its_last_byte(bool masked)
    {
        var bytes = new RawFrame(0x81, new byte[300], masked ? Key : null).ToBytes();
        var scanner = default(FrameScanner);
        Assert.Equal(0, scanner.Scan(bytes.AsSpan(0, bytes.Length - 1)));
        Assert.Equal(0, scanner.Frames);
        Assert.False(scanner.AtBoundary);
        Assert.Equal(1, scanner.Scan(bytes.AsSpan(bytes.Length - 1)));
        Assert.Equal(1, scanner.Frames);
        Assert.True(scanner.AtBoundary);
    }

    // RFC 6455 section 5.5.1: the first two bytes of the payload are the code.
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void A_Close_gives_its_code_and_reason_length_at_its_end(bool masked, bool byteByByte)
    {
        var bytes = new RawFrame(0x88, [0x03, 0xF3, (byte)'b', (byte)'y', (byte)'e'], masked ? Key : null).ToBytes();
        var scanner = default(FrameScanner);
        foreach (var piece in RawFrame.Cut(bytes.AsMemory(0, bytes.Length - 1), [byteByByte ? 1 : bytes.Length]))
            scanner.Scan(piece.Span);
        Assert.False(scanner.CloseSeen);
        Assert.Null(scanner.CloseCode);
        scanner.Scan(bytes.AsSpan(bytes.Length - 1));
        Assert.True(scanner.CloseSeen);
        Assert.Equal(1011, scanner.CloseCode);
        Assert.Equal(3, scanner.CloseReasonLength);
        Assert.Equal(0, scanner.Messages);
        Assert.False(scanner.Violation);
    }

    // RFC 6455 section 7.1.5: a Close without a code counts as 1005.
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void A_Close_without_a_code_counts_as_1005(int length, bool violation)
    {
        var scanner = default(FrameScanner);
        scanner.Scan(new RawFrame(0x88, new byte[length], Key).ToBytes());
        Assert.Equal(1005, scanner.CloseCode);
        Assert.Equal(0, scanner.CloseReasonLength);
        Assert.Equal(violation, scanner.Violation);
    }

    [Fact]
    public void The_first_Close_gives_the_code()
    {
        var scanner = default(FrameScanner);
        scanner.Scan(RawFrame.Stream([new(0x88, [0x03, 0xE8], Key), new(0x88, [0x03, 0xE9, 0x41], Key)]));
        Assert.Equal(1000, scanner.CloseCode);
        Assert.Equal(0, scanner.CloseReasonLength);
        Assert.Equal(2, scanner.Frames);
    }

    [Theory]
    [InlineData(0x83)] // RFC 6455 section 5.2: reserved opcodes
    [InlineData(0x87)]
    [InlineData(0x8B)]
    [InlineData(0x8F)]
    [InlineData(0x09)] // RFC 6455 section 5.5: fragmented control frames
    [InlineData(0x08)]
    public void A_wrong_opcode_or_a_fragmented_control_frame_is_a_violation(byte first)
    {
        var scanner = default(FrameScanner);
        scanner.Scan(new RawFrame(first, [1, 2, 3]).ToBytes());
        Assert.True(scanner.Violation);
        Assert.Equal((1L, 0L), (scanner.Frames, scanner.Messages));
    }

    [Theory]
    [InlineData(125, false)]
    [InlineData(126, true)]
    public void RFC_6455_5_5_a_control_frame_over_125_bytes_is_a_violation(int length, bool violation)
    {
        var scanner = default(FrameScanner);
        scanner.Scan(new RawFrame(0x89, new byte[length]).ToBytes());
        Assert.Equal(violation, scanner.Violation);
    }

    [Fact]
    public void RFC_6455_5_2_a_length_with_its_top_bit_set_saturates_and_is_a_violation()
    {
        var scanner = default(FrameScanner);
        scanner.Scan([0x82, 127, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]);
        Assert.True(scanner.Violation);
        scanner.Scan(new byte[100_000]);
        Assert.Equal(50, scanner.BytesToBoundary(new byte[50]));
        Assert.False(scanner.AtBoundary);
        Assert.Equal(0, scanner.Frames);
    }

    [Fact]
    public void Extension_bits_are_no_violation()
    {
        var scanner = default(FrameScanner);
        scanner.Scan(new RawFrame(0xC1, new byte[5], Key).ToBytes());
        Assert.False(scanner.Violation);
        Assert.Equal(1, scanner.Messages);
    }

    [Fact]
    public void BytesToBoundary_counts_the_rest_of_header_and_payload()
    {
        var frame = new RawFrame(0x82, new byte[200], Key).ToBytes();
        byte[] stream = [.. frame, .. frame];
        for (var seen = 1; seen < frame.Length; seen++)
        {
            var scanner = default(FrameScanner);
            scanner.Scan(stream.AsSpan(0, seen));
            Assert.Equal(frame.Length - seen, scanner.BytesToBoundary(stream.AsSpan(seen)));
            Assert.Equal(1, scanner.BytesToBoundary(stream.AsSpan(seen, 1)));
            Assert.Equal(0, scanner.BytesToBoundary([]));
        }
        Assert.Equal(0, default(FrameScanner).BytesToBoundary(stream));
    }

    [Fact]
    public void It_fits_a_cache_line() => Assert.True(Unsafe.SizeOf<FrameScanner>() <= 64);

    [Fact]
    public void Scanning_allocates_nothing()
    {
        var bytes = RawFrame.Stream([
            new(0x81, new byte[64], Key), new(0x01, new byte[400]), new(0x89, [1]), new(0x80, new byte[70_000], Key),
            new(0x88, [0x03, 0xE8, 0x41], Key),
        ]);
        ScanInPieces(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var frames = ScanInPieces(bytes);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(5, frames);
    }

    private static long ScanInPieces(ReadOnlySpan<byte> bytes)
    {
        var scanner = default(FrameScanner);
        while (!bytes.IsEmpty)
        {
            var piece = bytes[..Math.Min(7, bytes.Length)];
            scanner.BytesToBoundary(piece);
            scanner.Scan(piece);
            bytes = bytes[piece.Length..];
        }
        return scanner.Frames;
    }
}
