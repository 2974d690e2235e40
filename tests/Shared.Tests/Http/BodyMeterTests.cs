using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Tests.Http;

public class BodyMeterTests
{
    [Theory(DisplayName = "RFC 9112 7.1: a chunked body ends behind its trailers, wherever its bytes are split")]
    [InlineData("0\r\n\r\n")]
    [InlineData("2\r\nok\r\n0\r\n\r\n")]
    [InlineData("00a;x=\"y\"; z\r\n0123456789\r\n0 \t;q\r\nA: b\r\nC:\r\n\r\n")]
    [InlineData("1 ; a = b\t;c=\"d;\\\"e\" ;f\r\nx\r\n0;g=\"\"\r\n\r\n")]
    public void Chunks(string body)
    {
        var bytes = HeadBytes.Latin1(body + "GET / HTTP/1.1\r\n");
        for (var split = 0; split <= bytes.Length; split++)
        {
            var meter = new BodyMeter(new BodyFraming(BodyKind.Chunked));
            var taken = meter.Take(bytes.AsSpan(0, split));
            if (taken == split)
                taken += meter.Take(bytes.AsSpan(split));
            Assert.Equal((body.Length, true, false), (taken, meter.IsComplete, meter.IsBroken));
        }
    }

    [Theory(DisplayName = "RFC 9112 7.1: chunks that another reader could end elsewhere are broken")]
    [InlineData("\r\n")]
    [InlineData(";x\r\n")]
    [InlineData("0x2\r\n")]
    [InlineData("-2\r\n")]
    [InlineData(" 2\r\n")]
    [InlineData("1000000000000000\r\n")]
    [InlineData("2\nok\r\n")]
    [InlineData("2;a\nok\r\n")]
    [InlineData("2;a\rok")]
    [InlineData("2;\r\n")]
    [InlineData("2 \r\n")]
    [InlineData("2; ;a\r\n")]
    [InlineData("2;=b\r\n")]
    [InlineData("2;a=\r\n")]
    [InlineData("2;a=\"b\r\n")]
    [InlineData("2;a=\"b\"c\r\n")]
    [InlineData("2;a=b c\r\n")]
    [InlineData("2;a b\r\n")]
    [InlineData("2;a \r\n")]
    [InlineData("2;(a)\r\n")]
    [InlineData("2\r\rok")]
    [InlineData("2;\0\r\nok\r\n")]
    [InlineData("2\r\nok\n")]
    [InlineData("2\r\nokay\r\n")]
    [InlineData("2\r\nok\rx")]
    [InlineData("0\r\n\n")]
    [InlineData("0\r\nA: b\n")]
    [InlineData("0\r\n A: b\r\n")]
    [InlineData("0\r\nA : b\r\n")]
    [InlineData("0\r\nA\r\n")]
    [InlineData("0\r\nA: \u0001\r\n")]
    [InlineData("0\r\n\rx")]
    public void Broken(string body)
    {
        var meter = new BodyMeter(new BodyFraming(BodyKind.Chunked));
        meter.Take(HeadBytes.Latin1(body));
        Assert.Equal((true, false), (meter.IsBroken, meter.IsComplete));
    }

    [Theory(DisplayName = "RFC 9112 7.1.1: what stands behind a size is bounded")]
    [InlineData("2;a=", 'b')]
    [InlineData("2", ' ')]
    public void LongExtension(string start, char more)
    {
        var meter = new BodyMeter(new BodyFraming(BodyKind.Chunked));
        meter.Take(HeadBytes.Latin1(start + new string(more, 1000)));
        Assert.False(meter.IsBroken);
        meter.Take(HeadBytes.Latin1(new string(more, 100)));
        Assert.True(meter.IsBroken);
    }

    [Fact(DisplayName = "The content is told apart from what the chunks add, wherever the bytes are split")]
    public void Content()
    {
        var bytes = HeadBytes.Latin1("2;a\r\nok\r\n4\r\nay\r\n\r\n0\r\nA: b\r\n\r\n");
        for (var size = 1; size <= bytes.Length; size++)
        {
            var meter = new BodyMeter(new BodyFraming(BodyKind.Chunked));
            var content = new List<byte>();
            for (var at = 0; at < bytes.Length;)
            {
                var piece = bytes.AsSpan(at, Math.Min(size, bytes.Length - at));
                var part = meter.TakePart(piece, out var isContent);
                Assert.NotEqual(0, part);
                if (isContent)
                    content.AddRange(piece[..part]);
                at += part;
            }
            Assert.Equal("okay\r\n", System.Text.Encoding.Latin1.GetString([.. content]));
            Assert.Equal((6L, true), (meter.Content, meter.IsComplete));
        }
    }

    [Fact(DisplayName = "Trailers can be left to another reader")]
    public void LeavesTrailers()
    {
        var bytes = HeadBytes.Latin1("2\r\nok\r\n0\r\nA: b\r\n\r\n");
        var meter = new BodyMeter(new BodyFraming(BodyKind.Chunked), leavesTrailers: true);
        Assert.False(meter.IsAtTrailers);
        Assert.Equal(10, meter.Take(bytes));
        Assert.Equal((true, false, 0), (meter.IsAtTrailers, meter.IsComplete, meter.Take(bytes.AsSpan(10))));
    }
}
