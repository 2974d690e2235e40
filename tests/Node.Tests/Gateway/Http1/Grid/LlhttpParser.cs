using System.Text.RegularExpressions;
using ActorProxy.Interop.Tests.Harness;
using ActorProxy.Tests.Harness;

namespace ActorProxy.Node.Tests.Gateway.Http1.Grid;

/// <summary>The parser of node, in a process of its own.</summary>
internal sealed partial class LlhttpParser : IRequestParser
{
    private readonly ChildProcess _process;
    private readonly HashSet<string> _methods;

    private LlhttpParser(ChildProcess process, IEnumerable<string> methods)
    {
        _process = process;
        _methods = [.. methods];
    }

    // It knows the methods of a list only (RFC 9110 section 9.1 has none), and no white space about the parts of a chunk's extension
    // (RFC 9112 section 7.1.1 has it).
    public string? Refusal(RecordedRequest request) =>
        !_methods.Contains(request.Method) ? "HPE_INVALID_METHOD"
        : request.ChunkLines.FirstOrDefault(HasSpace) is not { } line ? null
        : HasSpace(line.Split(';')[0]) ? "HPE_INVALID_CHUNK_SIZE"
        : "HPE_STRICT";

    public IEnumerable<string> TrailersOf(RecordedRequest request) => request.Trailers;

    public static async Task<LlhttpParser> StartAsync()
    {
        var process = ChildProcess.Start(Installed.Node, Path.Combine(Repository.Peers, "node", "parser.js"));
        try
        {
            return new LlhttpParser(process, await process.ReadAsync<string[]>());
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public async Task<ParserReading> ReadAsync(byte[] bytes)
    {
        await _process.WriteAsync(Convert.ToBase64String(bytes));
        return await _process.ReadAsync<ParserReading>();
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    /// <summary>Whether a chunk's line has white space outside quotes.</summary>
    private static bool HasSpace(string line) => Quoted().Replace(line, "").AsSpan().ContainsAny(" \t");

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"")]
    private static partial Regex Quoted();
}
