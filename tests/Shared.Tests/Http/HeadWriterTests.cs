using System.Buffers;
using System.Text;
using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Tests.Http;

public class HeadWriterTests
{
    [Fact(DisplayName = "RFC 9112 2.1: a head is written as lines that end in CRLF, with the empty line")]
    public void Lines()
    {
        Assert.Equal("GET /x HTTP/1.1\r\nHost: h\r\nA: caf\xe9\r\n\r\n",
            Encoding.Latin1.GetString(HeadBytes.Written(new RequestHead("GET", "/x", [new("Host", "h"), new("A", "caf\xe9")]))));
        Assert.Equal("HTTP/1.1 204 \r\n\r\n", Encoding.Latin1.GetString(HeadBytes.Written(new ResponseHead(204, "", []) { IsHttp10 = true })));
    }

    [Theory(DisplayName = "RFC 9110 5.5: CR, LF, NUL and what is no byte are never written")]
    [InlineData("\r")]
    [InlineData("\n")]
    [InlineData("\0")]
    [InlineData("a\r\nX: y")]
    [InlineData("\u20ac")]
    public void Injection(string bad)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.Throws<ArgumentException>(() => HeadWriter.Write(output, new RequestHead("GET", "/", [new("A", bad)])));
        Assert.Throws<ArgumentException>(() => HeadWriter.Write(output, new RequestHead("GET", "/", [new(bad, "v")])));
        Assert.Throws<ArgumentException>(() => HeadWriter.Write(output, new RequestHead("GET", "/" + bad, [])));
        Assert.Throws<ArgumentException>(() => HeadWriter.Write(output, new RequestHead("GET" + bad, "/", [])));
        Assert.Throws<ArgumentException>(() => HeadWriter.Write(output, new ResponseHead(200, bad, [])));
        Assert.Equal(0, output.WrittenCount);
    }
}
