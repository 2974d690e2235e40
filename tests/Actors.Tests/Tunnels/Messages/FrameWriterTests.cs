using ActorProxy.Actors.Tunnels.Messages;
using ActorProxy.Shared.WebSockets;

namespace ActorProxy.Actors.Tests.Tunnels.Messages;

public sealed class FrameWriterTests
{
    public static TheoryData<DecodedFrame> AllKinds => new(
        Frames.Text("text"), Frames.Text(""), Frames.Binary(126), Frames.Binary(FrameWriter.PieceLength), Frames.Binary(100_003),
        new PingFrame("a"u8.ToArray()), new PongFrame(new byte[125]), new CloseFrame(1000, "bye"),
        new CloseFrame(CloseCode.NoStatusReceived));

    [Theory]
    [MemberData(nameof(AllKinds))]
    public void The_pieces_together_are_the_frame_that_the_encoder_makes(DecodedFrame frame)
    {
        var writer = new FrameWriter();
        foreach (var key in (uint?[])[null, 0xCAFEBABE])
            Assert.Equal(Frames.Encode(frame, key), Pieces(writer, frame, key).SelectMany(piece => piece));
    }

    [Fact]
    public void No_piece_is_longer_than_the_buffer()
    {
        var pieces = Pieces(new FrameWriter(), Frames.Binary(1_000_000), 1).ToList();

        Assert.All(pieces, piece => Assert.InRange(piece.Length, 1, FrameWriter.PieceLength));
    }

    [Fact]
    public void Without_a_frame_there_is_no_piece() => Assert.False(new FrameWriter().TryNext(out _));

    private static IEnumerable<byte[]> Pieces(FrameWriter writer, DecodedFrame frame, uint? key)
    {
        writer.Begin(frame, key);
        while (writer.TryNext(out var piece))
            yield return piece.ToArray();
    }
}
