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
        Assert.Equal("HTTP/1.1 204 \r\n\r\n", Encoding.Latin1.GetString(
            HeadBytes.Written(new ResponseHead(204, "", []) { IsHttp10 = true })));
    }

    [Theory(DisplayName = "RFC 9110 5.1 and 5.5: names that are no tokens and values with controls are never written")]
    [InlineData("x-real-ip ", "1")]
    [InlineData("x-real-ip: 2001:db8:", "1")]
    [InlineData(" folded", "1")]
    [InlineData("", "1")]
    [InlineData("x(", "1")]
    [InlineData("x", "a\u001b[31m")]
    [InlineData("x", "a\u007f")]
    [InlineData("x", " a")]
    [InlineData("x", "a\t")]
    public void Fields(string name, string value)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.Throws<ArgumentException>(() => HeadWriter.Write(output, new RequestHead("GET", "/", [new("Host", "h"), new(name, value)])));
        Assert.Throws<ArgumentException>(() => HeadWriter.Write(output, new ResponseHead(200, "OK", [new(name, value)])));
        Assert.Equal(0, output.WrittenCount);
    }

    [Theory(DisplayName = "RFC 9112 3 and 4: nor is a start line that reads as another one")]
    [InlineData("GE T", "/", "OK")]
    [InlineData("", "/", "OK")]
    [InlineData("GET", "/a b", "OK")]
    [InlineData("GET", "", "OK")]
    [InlineData("GET", "/\xe9", "OK")]
    [InlineData("GET", "/", "\u001b[31mOK")]
    public void StartLines(string method, string target, string phrase)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.Throws<ArgumentException>(() =>
        {
            HeadWriter.Write(output, new RequestHead(method, target, []));
            output.Clear();
            HeadWriter.Write(output, new ResponseHead(200, phrase, []));
        });
        Assert.Equal(0, output.WrittenCount);
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

    [Fact]
    public void An_array_has_the_same_bytes()
    {
        var (request, response) = (new RequestHead("GET", "/a?b", [new("Host", "h")]),
            new ResponseHead(101, "Switching", [new("A", "\xe9")]));
        var output = new ArrayBufferWriter<byte>();
        HeadWriter.Write(output, request);
        HeadWriter.Write(output, response);

        Assert.Equal(output.WrittenMemory.ToArray(), (byte[])[.. HeadWriter.ToArray(request), .. HeadWriter.ToArray(response)]);
        Assert.StartsWith("HTTP/1.1 101 Switching\r\nA: ", System.Text.Encoding.Latin1.GetString(HeadWriter.ToArray(response)));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1000)]
    public void A_status_of_other_than_three_digits_is_not_written(int status) =>
        Assert.Throws<ArgumentException>(() => HeadWriter.ToArray(new ResponseHead(status, "x", [])));
}
