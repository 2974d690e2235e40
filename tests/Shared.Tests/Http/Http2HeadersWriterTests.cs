using System.Text;
using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Tests.Http;

public class Http2HeadersWriterTests
{
    [Fact(DisplayName = "RFC 7541 6.2.2: literals that leave the state of the compression as it is")]
    public void A_head_is_one_frame()
    {
        var frame = Http2HeadersWriter.Interim(5, new ResponseHead(103, "Early Hints", [new("Link", "</a>"), new("X-É", "é")]));

        byte[] block = [8, 3, .. "103"u8, 0, 4, .. "link"u8, 4, .. "</a>"u8, 0, 3, .. Encoding.Latin1.GetBytes("x-é"), 1, 0xE9];
        Assert.Equal([0, 0, (byte)block.Length, 1, 4, 0, 0, 0, 5, .. block], frame);
    }

    [Theory(DisplayName = "RFC 7541 5.1: a length has a prefix of seven bits")]
    [InlineData(126, new byte[] { 126 })]
    [InlineData(127, new byte[] { 127, 0 })]
    [InlineData(254, new byte[] { 127, 127 })]
    [InlineData(255, new byte[] { 127, 128, 1 })]
    [InlineData(1000, new byte[] { 127, 0xE9, 6 })]
    public void Long_values(int length, byte[] expected)
    {
        var frame = Http2HeadersWriter.Interim(1, new ResponseHead(100, "", [new("a", new string('x', length))]));

        Assert.Equal([8, 3, .. "100"u8, 0, 1, .. "a"u8, .. expected], frame[9..(17 + expected.Length)]);
        Assert.Equal(17 + expected.Length + length, frame.Length);
    }

    [Fact(DisplayName = "RFC 9113 4.2, 6.10: what is longer than a frame goes on in CONTINUATION, and the last one ends the head")]
    public void A_head_may_have_many_frames()
    {
        var frames = Http2HeadersWriter.Interim(1 << 24, new ResponseHead(103, "", [new("a", new string('x', 40_000))]));

        var scanner = new Http2FrameScanner(0);
        var rest = (ReadOnlySpan<byte>)frames;
        List<Http2Frame> found = [];
        while (scanner.TryNext(ref rest, out var frame))
            found.Add(frame);
        Assert.Equal([new(1, 0, 1 << 24), new(9, 0, 1 << 24), new(9, 4, 1 << 24)], found);
        Assert.Equal([0, 0x40, 0], frames[..3]);
    }
}
