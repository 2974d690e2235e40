using System.Text;
using ActorProxy.Actors.Tests.Harness;

namespace ActorProxy.Node.Tests.Gateway.Http1.Grid;

/// <summary>Reads a connection by the letter, and keeps what it has read.</summary>
internal sealed class LetterReader(Peer peer)
{
    private readonly StringBuilder _read = new();

    /// <summary>All bytes so far.</summary>
    public byte[] Read => Encoding.Latin1.GetBytes(_read.ToString());

    /// <summary>Up to the next CRLF, which is left out.</summary>
    public async Task<string> LineAsync()
    {
        var line = await peer.ReadLineAsync();
        _read.Append(line).Append("\r\n");
        return line;
    }

    public async Task<string> TextAsync(int count)
    {
        var text = await peer.ReadTextAsync(count);
        _read.Append(text);
        return text;
    }
}
