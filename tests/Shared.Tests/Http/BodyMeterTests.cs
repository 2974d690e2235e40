using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Tests.Http;

public class BodyMeterTests
{
    [Theory(DisplayName = "RFC 9112 7.1: a chunked body ends behind its trailers, wherever its bytes are split")]
    [InlineData("0\r\n\r\n")]
    [InlineData("2\r\nok\r\n0\r\n\r\n")]
    [InlineData("00a;x=\"y\"; z\r\n0123456789\r\n0 \t;q\r\nA: b\r\nC:\r\n\r\n")]
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
}
