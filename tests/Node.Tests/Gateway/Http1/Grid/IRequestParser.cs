namespace ActorProxy.Node.Tests.Gateway.Http1.Grid;

/// <summary>A parser of HTTP/1.1 that is not ours.</summary>
internal interface IRequestParser : IAsyncDisposable
{
    /// <summary>
    /// With which error it refuses a request that RFC 9112 lets pass, all of it and all behind it; null where it is to read it.
    /// </summary>
    string? Refusal(RecordedRequest request);

    /// <summary>The trailers of the request that it tells of.</summary>
    IEnumerable<string> TrailersOf(RecordedRequest request);

    /// <summary>Reads all bytes of a connection.</summary>
    Task<ParserReading> ReadAsync(byte[] bytes);
}

/// <summary>What a parser reads of a connection's bytes.</summary>
/// <param name="Error">Why it reads no further; null where it closes because it was asked to.</param>
internal sealed record ParserReading(IReadOnlyList<ParsedRequest> Requests, string? Error)
{
    /// <summary>A request to stand behind another one. It is read as it is only where that one ends where it should.</summary>
    public static ReadOnlySpan<byte> Behind => "GET /behind HTTP/1.1\r\nHost: behind\r\nConnection: close\r\n\r\n"u8;

    public override string ToString() => $"{Error ?? "no error"}, {string.Join(" and ", Requests)}";
}

/// <summary>A request as another parser reads it.</summary>
/// <param name="Fields">Names and values.</param>
/// <param name="Trailers">The same behind a body in chunks.</param>
internal sealed record ParsedRequest(string Method, string Target, string[][] Fields, string Body, string[][] Trailers)
{
    public override string ToString() => $"{Method} {Target} [{Body}] with {string.Join(", ", Fields.Select(field => field[0]))}";
}
