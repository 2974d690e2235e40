using System.Buffers.Binary;
using ActorProxy.Shared.WebSockets;
using CsCheck;

namespace ActorProxy.Shared.Tests.WebSockets;

public sealed class FrameScannerProperties
{
    private sealed record Counts(long Frames, long Messages, bool Violation, bool CloseSeen, int? CloseCode, long CloseReasonLength);

    [Fact]
    public void Any_frames_in_any_pieces_count_the_same_as_read_one_by_one() =>
        Gen.Select(RawFrameGen.Any.Array[0, 12], RawFrameGen.Cuts).Sample((frames, cuts) => CountsAgree(frames, cuts), iter: 2000);

    [Fact]
    public void Ordinary_traffic_in_any_pieces_counts_the_same_as_read_one_by_one() =>
        Gen.Select(RawFrameGen.Ordinary.Array[0, 40], RawFrameGen.Cuts).Sample((frames, cuts) => CountsAgree(frames, cuts), iter: 2000);

    [Fact]
    public void BytesToBoundary_agrees_with_scanning_byte_by_byte() =>
        Gen.Select(Gen.OneOf(RawFrameGen.Ordinary, RawFrameGen.Any).Array[1, 4], Gen.Int[0, 1000], Gen.Int[0, 1000])
            .Sample((frames, start, length) =>
        {
            var stream = RawFrame.Stream(frames);
            start %= stream.Length + 1;
            length = Math.Min(length, stream.Length - start);
            var scanner = default(FrameScanner);
            scanner.Scan(stream.AsSpan(0, start));
            var stated = scanner.BytesToBoundary(stream.AsSpan(start, length));
            var stepped = 0;
            while (stepped < length && !scanner.AtBoundary)
                scanner.Scan(stream.AsSpan(start + stepped++, 1));
            Assert.Equal(stepped, stated);
        }, iter: 2000);

    [Fact]
    public void Garbage_in_any_pieces_gives_the_same_state_as_in_one() =>
        Gen.Select(Gen.Byte.Array[0, 2000], RawFrameGen.Cuts).Sample((garbage, cuts) =>
        {
            var whole = default(FrameScanner);
            whole.Scan(garbage);
            Assert.Equal(CountsOf(whole), CountsOf(ScanPieces(garbage, cuts)));
        }, iter: 2000);

    private static void CountsAgree(RawFrame[] frames, int[] cuts)
    {
        var scanner = ScanPieces(RawFrame.Stream(frames), cuts);
        Assert.Equal(Reference(frames), CountsOf(scanner));
        Assert.True(scanner.AtBoundary);
    }

    private static FrameScanner ScanPieces(byte[] stream, int[] cuts)
    {
        var scanner = default(FrameScanner);
        var messages = 0L;
        foreach (var piece in RawFrame.Cut(stream, cuts))
            messages += scanner.Scan(piece.Span);
        Assert.Equal(scanner.Messages, messages);
        return scanner;
    }

    private static Counts CountsOf(FrameScanner s) =>
        new(s.Frames, s.Messages, s.Violation, s.CloseSeen, s.CloseCode, s.CloseReasonLength);

    private static Counts Reference(RawFrame[] frames)
    {
        static bool IsData(RawFrame f) => (f.First & 0xF) <= 2;
        static bool IsControl(RawFrame f) => (f.First & 0xF) >= 8;
        static bool IsClose(RawFrame f) => (f.First & 0xF) == 8;
        var close = frames.FirstOrDefault(IsClose);
        var wrong = frames.Any(f => !IsData(f) && (f.First & 0xF) is not (8 or 9 or 10)
            || IsControl(f) && (f.First < 0x80 || f.Payload.Length > 125))
            || close is { Payload.Length: 1 };
        return new Counts(
            frames.Length,
            frames.Count(f => IsData(f) && f.First >= 0x80),
            wrong,
            close is not null,
            close is null ? null : close.Payload.Length < 2 ? 1005 : BinaryPrimitives.ReadUInt16BigEndian(close.Payload),
            close is null ? 0 : Math.Max(0, close.Payload.Length - 2));
    }
}
