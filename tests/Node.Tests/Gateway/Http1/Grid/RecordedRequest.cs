using System.Globalization;
using ActorProxy.Actors.Tests.Harness;

namespace ActorProxy.Node.Tests.Gateway.Http1.Grid;

/// <summary>A request as a backend reads it that takes each byte by the letter.</summary>
internal sealed record RecordedRequest(
    string StartLine, IReadOnlyList<(string Name, string Value)> Fields, string Body, IReadOnlyList<string> Trailers)
{
    public IReadOnlyList<string> Of(string name) =>
        [.. Fields.Where(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(field => field.Value)];

    /// <exception cref="EndOfStreamException">The connection ended before it.</exception>
    public static async Task<RecordedRequest> ReadAsync(Peer peer)
    {
        var start = await peer.ReadLineAsync();
        var lines = new List<string>();
        while (await peer.ReadLineAsync() is { Length: > 0 } line)
            lines.Add(line);
        var head = new RecordedRequest(start, [.. lines.Select(FieldOf)], "", []);
        if (head.Of("Content-Length") is [var length])
            return head with { Body = await peer.ReadTextAsync(int.Parse(length, NumberStyles.None, CultureInfo.InvariantCulture)) };
        if (head.Of("Transfer-Encoding") is not [_])
            return head;
        var (body, trailers) = await ReadChunksAsync(peer);
        return head with { Body = body, Trailers = trailers };
    }

    /// <summary>Reads a body in chunks to its end.</summary>
    public static async Task<(string Body, IReadOnlyList<string> Trailers)> ReadChunksAsync(Peer peer)
    {
        var body = "";
        while (int.Parse((await peer.ReadLineAsync()).Split(';')[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            is var size and > 0)
        {
            body += await peer.ReadTextAsync(size);
            Assert.Equal("", await peer.ReadLineAsync());
        }
        var trailers = new List<string>();
        while (await peer.ReadLineAsync() is { Length: > 0 } line)
            trailers.Add(line);
        return (body, trailers);
    }

    private static (string, string) FieldOf(string line) => line.Split(": ", 2) is [var name, var value] ? (name, value) : (line, "?");
}
