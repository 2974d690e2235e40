using ActorProxy.Shared.Taps;
using ActorProxy.Shared.Tests.WebSockets;
using ActorProxy.Shared.WebSockets.Handshake;
using CsCheck;

namespace ActorProxy.Shared.Tests.Taps;

public sealed class TapDecoderProperties
{
    private static readonly Gen<NegotiatedExtensions> Extensions = Gen.Int[0, 15].Select(bits => (NegotiatedExtensions)bits);

    /// <summary>Streams that keep the rules for the most part: whole and fragmented messages with control frames between.</summary>
    private static readonly Gen<RawFrame[]> Conversation = Gen.Select(
        Gen.OneOfConst<byte>(1, 2), Gen.Byte.Array[0, 300].Array[1, 5], Gen.Bool, Gen.UInt,
        (opcode, fragments, ping, key) => fragments.SelectMany((payload, i) =>
        {
            var final = i == fragments.Length - 1 ? 0x80 : 0;
            var frame = new RawFrame((byte)(final | (i == 0 ? opcode : 0)), payload, key);
            return ping ? (RawFrame[])[new RawFrame(0x89, [(byte)i], key), frame] : [frame];
        }).ToArray()).Array[0, 8].Select(messages => messages.SelectMany(m => m).ToArray());

    [Fact]
    public void Messages_in_any_pieces_are_those_that_were_sent() =>
        Gen.Select(Conversation, RawFrameGen.Cuts, Gen.Int[0, 400]).Sample((frames, cuts, max) =>
            Assert.Equal(Reference(frames, max), Decode(RawFrame.Stream(frames), cuts, NegotiatedExtensions.None, max)), iter: 2000);

    [Fact]
    public void Any_frames_in_any_pieces_give_the_same_as_in_one() =>
        Gen.Select(RawFrameGen.Any.Array[0, 12], RawFrameGen.Cuts, Extensions).Sample((frames, cuts, extensions) =>
            SameInPieces(RawFrame.Stream(frames), cuts, extensions), iter: 1000);

    [Fact]
    public void Ordinary_frames_in_any_pieces_give_the_same_as_in_one() =>
        Gen.Select(RawFrameGen.Ordinary.Array[0, 40], RawFrameGen.Cuts, Extensions).Sample((frames, cuts, extensions) =>
            SameInPieces(RawFrame.Stream(frames), cuts, extensions), iter: 1000);

    [Fact]
    public void Garbage_never_throws_and_is_told_at_most_once() =>
        Gen.Select(Gen.Byte.Array[0, 2000], RawFrameGen.Cuts, Extensions).Sample((garbage, cuts, extensions) =>
        {
            SameInPieces(garbage, cuts, extensions);
            Assert.InRange(Decode(garbage, cuts, extensions, 100).Count(line => line.StartsWith("Violation", StringComparison.Ordinal)), 0,
                1);
        }, iter: 2000);

    private static void SameInPieces(byte[] stream, int[] cuts, NegotiatedExtensions extensions) =>
        Assert.Equal(Decode(stream, [int.MaxValue], extensions, 100), Decode(stream, cuts, extensions, 100));

    private static List<string> Decode(byte[] stream, int[] cuts, NegotiatedExtensions extensions, int max)
    {
        var lines = new List<string>();
        var decoder = new TapDecoder(TapDirection.FromBackend, extensions, max);
        foreach (var piece in RawFrame.Cut(stream, cuts))
            decoder.Feed(piece.Span, f => lines.Add(
                $"{f.Kind} {f.Size} {Convert.ToHexString(f.Captured.Span)} {f.Truncated} {f.Compressed} {f.CloseCode} {f.Detail}"));
        return lines;
    }

    private static List<string> Reference(RawFrame[] frames, int max)
    {
        var lines = new List<string>();
        var message = new List<byte>();
        var kind = TapKind.Text;
        foreach (var frame in frames)
        {
            if (frame.First == 0x89)
            {
                Add(TapKind.Ping, frame.Payload);
                continue;
            }
            if ((frame.First & 0xF) != 0)
                kind = (frame.First & 0xF) == 1 ? TapKind.Text : TapKind.Binary;
            message.AddRange(frame.Payload);
            if (frame.First < 0x80)
                continue;
            Add(kind, [.. message]);
            message.Clear();
        }
        return lines;

        void Add(TapKind what, byte[] payload) =>
            lines.Add($"{what} {payload.Length} {Convert.ToHexString(payload.Take(max).ToArray())} {payload.Length > max} False  ");
    }
}
