using System.Buffers;
using System.Text;
using ActorProxy.Shared.WebSockets;
using CsCheck;

namespace ActorProxy.Shared.Tests.WebSockets;

public sealed class FrameCodecProperties
{
    private static readonly Gen<DecodedFrame> Message = Gen.OneOf<DecodedFrame>(
        Gen.Frequency((8, Gen.Byte.Array[0, 400]), (1, Gen.Int[65_530, 66_000].Select(n => new byte[n])))
            .Select(bytes => (DecodedFrame)new WebSocketMessage(MessageKind.Binary, bytes)),
        Gen.String.Select(text => (DecodedFrame)new WebSocketMessage(MessageKind.Text, Encoding.UTF8.GetBytes(text))),
        Gen.Byte.Array[0, 125].Select(bytes => (DecodedFrame)new PingFrame(bytes)),
        Gen.Byte.Array[0, 125].Select(bytes => (DecodedFrame)new PongFrame(bytes)));

    private static readonly Gen<uint?> Key = Gen.OneOf(Gen.Const((uint?)null), Gen.UInt.Select(key => (uint?)key));

    [Fact]
    public void What_is_encoded_is_decoded_again_under_any_split() =>
        Gen.Select(Message.Array[0, 10], Key, Gen.Int[3000, 4999], RawFrameGen.Cuts).Sample((frames, key, code, cuts) =>
        {
            DecodedFrame[] sent = [.. frames, new CloseFrame(code, "as agreed")];
            var writer = new ArrayBufferWriter<byte>();
            foreach (var frame in sent)
                FrameEncoder.Write(writer, frame, key);
            var (received, violation) = Decode(writer.WrittenMemory, cuts, new MessageDecoderOptions(key is not null));
            Assert.Null(violation);
            Assert.Equal(sent.Select(Describe), received);
        }, iter: 1000);

    [Fact]
    public void A_message_in_fragments_is_the_message_under_any_split() =>
        Gen.Select(Gen.Byte.Array[0, 300].Array[1, 6], Gen.UInt, RawFrameGen.Cuts).Sample((parts, key, cuts) =>
        {
            var frames = parts.SelectMany((part, i) => new RawFrame[]
            {
                new((byte)((i == 0 ? 2 : 0) | (i == parts.Length - 1 ? 0x80 : 0)), part, key + (uint)i),
                new(0x89, [(byte)i], key),
            });
            var (received, violation) = Decode(RawFrame.Stream(frames), cuts, new MessageDecoderOptions(true));
            Assert.Null(violation);
            var whole = Describe(new WebSocketMessage(MessageKind.Binary, parts.SelectMany(p => p).ToArray()));
            Assert.Equal(whole, received[parts.Length - 1]);
            Assert.Equal(parts.Length + 1, received.Count);
        }, iter: 1000);

    [Fact]
    public void Any_frames_decode_the_same_under_any_split() =>
        Gen.Select(Gen.OneOf(RawFrameGen.Ordinary, RawFrameGen.Any).Array[0, 8], Gen.Bool, RawFrameGen.Cuts)
            .Sample((frames, masked, cuts) =>
            SplitMakesNoDifference(RawFrame.Stream(frames), masked, cuts), iter: 1000);

    [Fact]
    public void Garbage_decodes_the_same_under_any_split_and_never_throws() =>
        Gen.Select(Gen.Byte.Array[0, 500], Gen.Bool, RawFrameGen.Cuts).Sample(SplitMakesNoDifference, iter: 3000);

    private static void SplitMakesNoDifference(byte[] stream, bool masked, int[] cuts)
    {
        var options = new MessageDecoderOptions(masked, 10_000);
        var whole = Decode(stream, [Math.Max(1, stream.Length)], options);
        var pieces = Decode(stream, cuts, options);
        Assert.Equal(whole.Frames, pieces.Frames);
        Assert.Equal(whole.Violation, pieces.Violation);
    }

    private static (List<string> Frames, FrameViolation? Violation) Decode(
        ReadOnlyMemory<byte> stream, int[] cuts, MessageDecoderOptions options)
    {
        using var decoder = new FrameDecoder(options);
        var frames = new List<string>();
        foreach (var piece in RawFrame.Cut(stream, cuts))
        {
            decoder.Append(piece.Span);
            while (decoder.TryRead(out var frame))
                frames.Add(Describe(frame));
        }
        return (frames, decoder.Violation);
    }

    private static string Describe(DecodedFrame frame) => frame switch
    {
        WebSocketMessage message => $"{message.Kind} {Convert.ToHexString(message.Payload.Span)}",
        PingFrame ping => $"Ping {Convert.ToHexString(ping.Payload.Span)}",
        PongFrame pong => $"Pong {Convert.ToHexString(pong.Payload.Span)}",
        _ => frame.ToString(),
    };
}
