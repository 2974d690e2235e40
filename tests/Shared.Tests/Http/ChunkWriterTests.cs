using System.Text;
using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Tests.Http;

public class ChunkWriterTests
{
    [Theory(DisplayName = "RFC 9112 7.1: what is written as a chunk is read as one")]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(65536)]
    public void Write(int length)
    {
        var content = Encoding.ASCII.GetBytes(new string('x', length));
        var chunk = new byte[length + ChunkWriter.Overhead];
        var written = ChunkWriter.Write(content, chunk);

        var end = ChunkWriter.Last(HeaderFields.Empty);

        var meter = new BodyMeter(new BodyFraming(BodyKind.Chunked));
        Assert.Equal(written, meter.Take(chunk.AsSpan(0, written)));
        Assert.Equal(end.Length, meter.Take(end));
        Assert.Equal((length, true), ((int)meter.Content, meter.IsComplete));
    }
}
