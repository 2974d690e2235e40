using System.IO.Compression;
using System.Text;

namespace ActorProxy.Shared.Tests.Taps;

/// <summary>Compresses messages as permessage-deflate does that takes its context over (RFC 7692 section 7.2.1).</summary>
internal sealed class Deflater
{
    private readonly MemoryStream _output = new();
    private readonly DeflateStream _deflate;

    public Deflater() => _deflate = new DeflateStream(_output, CompressionLevel.Optimal);

    public byte[] Deflate(string text)
    {
        _output.SetLength(0);
        _deflate.Write(Encoding.UTF8.GetBytes(text));
        _deflate.Flush();
        var bytes = _output.ToArray();
        Assert.Equal([0, 0, 0xFF, 0xFF], bytes[^4..]);
        return bytes[..^4];
    }
}
