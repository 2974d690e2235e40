using static ActorProxy.Node.Tests.Gateway.Smuggling.SmugglingRig;

namespace ActorProxy.Node.Tests.Gateway.Smuggling;

/// <summary>Trailers behind a body in chunks (RFC 9112 section 7.1.2). A request is hidden behind each.</summary>
public sealed class ChunkTrailerTests(SmugglingRig rig) : IClassFixture<SmugglingRig>
{
    /// <summary>What stands behind the last chunk, with the last CRLF; and what the backend sees of it.</summary>
    public static TheoryData<string, string, string> Harmless => new()
    {
        { "none", "\r\n", "" },
        { "one", "X-Sum: 1\r\n\r\n", " X-Sum: 1" },
        { "an empty one", "X-Sum:\r\n\r\n", " X-Sum: " },
        { "a request as a value", "X: GET /admin HTTP/1.1\r\nHost: example.com\r\n\r\n", " X: GET /admin HTTP/1.1" },
        { "a length", "Content-Length: 60\r\n\r\n", "" },
        { "a length in another case", "cOnTeNt-LeNgTh: 60\r\nX: 1\r\n\r\n", " X: 1" },
        { "a transfer coding", "Transfer-Encoding: chunked\r\n\r\n", "" },
        { "a host", "Host: evil.example\r\n\r\n", "" },
        { "a field of the connection", "Connection: close\r\nKeep-Alive: 5\r\nUpgrade: h2c\r\nTE: trailers\r\nTrailer: X\r\n\r\n", "" },
        { "a field that Connection names", "Connection: X-Hop\r\nX-Hop: 1\r\nX-Sum: 1\r\n\r\n", " X-Sum: 1" },
        { "who somebody is", "Authorization: Basic eA==\r\nCookie: a=b\r\nProxy-Authorization: x\r\n\r\n", "" },
        { "who the client is", "X-Forwarded-For: 1\r\nX_Forwarded_For: 1\r\nForwarded: for=1\r\nX-Real-IP: 1\r\n\r\n", "" },
        { "a form of content", "Content-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n", "" },
        { "a handshake", "Sec-WebSocket-Key: x\r\nSec-WebSocket-Accept: y\r\n\r\n", "" },
    };

    public static TheoryData<string, string> Harmful => new()
    {
        { "a folded line", "X: 1\r\n folded\r\n\r\n" },
        { "a line folded with a tab", "X: 1\r\n\tTransfer-Encoding: chunked\r\n\r\n" },
        { "a folded first line", " X: 1\r\n\r\n" },
        { "no colon", "X\r\n\r\n" },
        { "a request in their place", Hidden },
        { "an empty name", ": 1\r\n\r\n" },
        { "white space before the colon", "X : 1\r\n\r\n" },
        { "white space within a name", "X Y: 1\r\n\r\n" },
        { "a name beyond ASCII", "X\u00e9: 1\r\n\r\n" },
        { "a name in quotes", "\"X\": 1\r\n\r\n" },
        { "a control character in a value", "X: a\x01b\r\n\r\n" },
        { "NUL in a value", "X: a\0b\r\n\r\n" },
        { "DEL in a value", "X: a\x7f\r\n\r\n" },
        { "a bare CR in a value", "X: a\rb\r\n\r\n" },
        { "a bare LF in a value", "X: a\nY: b\r\n\r\n" },
        { "a bare CR that ends a line", "X: a\r\r\n\r\n" },
        { "a bare LF for the empty line", "\n" },
        { "a bare LF for the empty line behind one", "X: 1\r\n\n" },
        { "a bare CR for the empty line", "\r\r\n" },
        { "one longer than a head", $"X: {new string('a', 40_000)}\r\n\r\n" },
        { "more together than a head", string.Concat(Enumerable.Repeat($"X: {new string('a', 1000)}\r\n", 40)) + "\r\n" },
        { "more than a head has fields", string.Concat(Enumerable.Repeat("X: 1\r\n", 101)) + "\r\n" },
    };

    [Theory]
    [MemberData(nameof(Harmless))]
    public async Task What_may_be_a_trailer_passes_and_what_may_not_is_left_out(string rule, string trailers, string seen)
    {
        foreach (var later in new[] { false, true })
            await rig.AssertAsync(rule, Chunked($"2\r\nok\r\n0\r\n{trailers}{Hidden}"), [$"POST /ok [ok]{seen}"], "200 404", later);
    }

    [Theory]
    [MemberData(nameof(Harmful))]
    public async Task What_is_no_trailer_is_refused_with_all_behind_it(string rule, string trailers)
    {
        foreach (var later in new[] { false, true })
            await rig.AssertAsync(rule, Chunked($"2\r\nok\r\n0\r\n{trailers}{Hidden}"), [], "400", later);
    }
}
