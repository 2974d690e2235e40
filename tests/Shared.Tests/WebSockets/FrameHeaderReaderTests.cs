using ActorProxy.Shared.WebSockets;

namespace ActorProxy.Shared.Tests.WebSockets;

public sealed class FrameHeaderReaderTests
{
    private const uint Key = 0x37FA213D;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    [InlineData(1_000_000)]
    public void Headers_are_the_same_however_the_bytes_are_cut(int piece)
    {
        var bytes = RawFrame.Stream([
            new(0x01, new byte[3], Key), new(0x89, []), new(0x80, new byte[200], Key), new(0x82, new byte[70_000]), new(0x88, [3, 232]),
        ]);
        FrameHeader[] expected =
        [
            new(false, 0, Opcode.Text, 3, Key), new(true, 0, Opcode.Ping, 0, null), new(true, 0, Opcode.Continuation, 200, Key),
            new(true, 0, Opcode.Binary, 70_000, null), new(true, 0, Opcode.Close, 2, null),
        ];
        Assert.Equal(expected, HeadersOf(bytes, piece));
    }

    [Fact] // RFC 6455 section 5.2 forbids it; the reader goes on by what the header states
    public void A_length_beyond_all_measure_is_read_and_passes_over_all_that_comes()
    {
        byte[] bytes = [0x82, 127, 255, 255, 255, 255, 255, 255, 255, 255, 0x81, 0];
        Assert.Equal([new FrameHeader(true, 0, Opcode.Binary, ulong.MaxValue, null)], HeadersOf(bytes, 5));
    }

    private static List<FrameHeader> HeadersOf(byte[] bytes, int piece)
    {
        var reader = default(FrameHeaderReader);
        var headers = new List<FrameHeader>();
        foreach (var part in RawFrame.Cut(bytes, [piece]))
        {
            var rest = part.Span;
            while (reader.TryRead(ref rest, out var header))
                headers.Add(header);
            Assert.True(rest.IsEmpty);
        }
        return headers;
    }
}
