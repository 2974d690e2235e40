using ActorProxy.Shared.Http;
using CsCheck;

namespace ActorProxy.Shared.Tests.Http;

/// <summary>RFC 9113 section 4.1.</summary>
public class Http2FrameScannerTests
{
    private static readonly Gen<(Http2Frame Frame, int Length)> Frames =
        Gen.Select(Gen.Byte, Gen.Byte, Gen.Int[0, int.MaxValue], Gen.Int[0, 300],
            (type, flags, stream, length) => (new Http2Frame(type, flags, stream), length));

    [Fact]
    public void Frames_are_found_however_their_bytes_are_cut() =>
        Gen.Select(Frames.Array[0, 10], Gen.Int[1, 40], Gen.Int[0, 24]).Sample((frames, piece, skip) =>
        {
            byte[] bytes = [.. new byte[skip], .. frames.SelectMany(f => Bytes(f.Frame, f.Length))];
            var scanner = new Http2FrameScanner(skip);
            var found = new List<Http2Frame>();
            for (var at = 0; at < bytes.Length; at += piece)
            {
                ReadOnlySpan<byte> rest = bytes.AsSpan(at, Math.Min(piece, bytes.Length - at));
                while (scanner.TryNext(ref rest, out var frame))
                    found.Add(frame);
                Assert.True(rest.IsEmpty);
            }
            Assert.Equal(frames.Select(f => f.Frame), found);
        });

    [Theory] // RFC 9113 sections 5.1, 6.1, 6.2 and 6.4
    [InlineData(0, 0, false, false)]
    [InlineData(0, 1, true, false)]
    [InlineData(1, 4, false, false)]
    [InlineData(1, 5, true, false)]
    [InlineData(3, 0, true, true)]
    [InlineData(6, 1, false, false)]
    public void A_stream_ends_by_its_flag_or_by_a_reset(byte type, byte flags, bool ends, bool resets)
    {
        var frame = new Http2Frame(type, flags, 1);
        Assert.Equal((ends, resets), (frame.EndsStream, frame.ResetsStream));
    }

    private static byte[] Bytes(Http2Frame frame, int length) =>
    [
        (byte)(length >> 16), (byte)(length >> 8), (byte)length, frame.Type, frame.Flags,
        (byte)(frame.Stream >> 24 | 0x80), (byte)(frame.Stream >> 16), (byte)(frame.Stream >> 8), (byte)frame.Stream,
        .. new byte[length],
    ];
}
