using System.Globalization;
using ActorProxy.Actors.Tests.Harness;

namespace ActorProxy.Node.Tests.Gateway.Http1.Grid;

/// <summary>A request as a backend reads it that takes each byte by the letter.</summary>
internal sealed record RecordedRequest(string StartLine, IReadOnlyList<(string Name, string Value)> Fields)
{
    public string Body { get; private init; } = "";

    public IReadOnlyList<string> Trailers { get; private init; } = [];

    /// <summary>Of a body in chunks, the lines before their data.</summary>
    public IReadOnlyList<string> ChunkLines { get; private init; } = [];

    /// <summary>Its bytes.</summary>
    public byte[] Raw { get; private init; } = [];

    public string Method => StartLine.Split(' ')[0];

    public string Target => StartLine.Split(' ')[1];

    public IReadOnlyList<string> Of(string name) =>
        [.. Fields.Where(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(field => field.Value)];

    /// <exception cref="EndOfStreamException">The connection ended before it.</exception>
    public static async Task<RecordedRequest> ReadAsync(Peer peer)
    {
        var reader = new LetterReader(peer);
        var start = await reader.LineAsync();
        var lines = new List<string>();
        while (await reader.LineAsync() is { Length: > 0 } line)
            lines.Add(line);
        var request = new RecordedRequest(start, [.. lines.Select(FieldOf)]);
        if (request.Of("Content-Length") is [var length])
        {
            request = request with { Body = await reader.TextAsync(int.Parse(length, NumberStyles.None, CultureInfo.InvariantCulture)) };
        }
        else if (request.Of("Transfer-Encoding") is [_])
        {
            var (body, trailers, chunks) = await ReadChunksAsync(reader);
            request = request with { Body = body, Trailers = trailers, ChunkLines = chunks };
        }
        return request with { Raw = reader.Read };
    }

    /// <summary>Reads a body in chunks to its end.</summary>
    public static async Task<(string Body, IReadOnlyList<string> Trailers)> ReadChunksAsync(Peer peer)
    {
        var (body, trailers, _) = await ReadChunksAsync(new LetterReader(peer));
        return (body, trailers);
    }

    private static async Task<(string, IReadOnlyList<string>, IReadOnlyList<string>)> ReadChunksAsync(LetterReader reader)
    {
        var body = "";
        var lines = new List<string>();
        while (true)
        {
            lines.Add(await reader.LineAsync());
            var size = long.Parse(lines[^1].Split(';')[0].TrimEnd(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (size == 0)
                break;
            body += await reader.TextAsync((int)Math.Min(size, int.MaxValue));
            Assert.Equal("", await reader.LineAsync());
        }
        var trailers = new List<string>();
        while (await reader.LineAsync() is { Length: > 0 } line)
            trailers.Add(line);
        return (body, trailers, lines);
    }

    private static (string, string) FieldOf(string line) => line.Split(": ", 2) is [var name, var value] ? (name, value) : (line, "?");
}
