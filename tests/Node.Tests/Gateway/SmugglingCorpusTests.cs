using ActorProxy.Actors.Tests.Harness;

namespace ActorProxy.Node.Tests.Gateway;

/// <summary>
/// Requests that two readers could take for different ones, from RFC 9112 and from what other servers were caught with. Only
/// /ok is routed: whatever else reaches the backend was smuggled there.
/// </summary>
public sealed class SmugglingCorpusTests
{
    private const string Hidden = "GET /admin HTTP/1.1\r\nHost: example.com\r\n\r\n";

    /// <summary>What is sent, and what the backend may see of it, if anything.</summary>
    public static TheoryData<string, string, string[]> Corpus => new()
    {
        { "CVE-2025-55315: a bare LF in a chunk extension", Chunked("2;\nxx\r\nok\r\n0\r\n\r\n"), [] },
        { "CVE-2025-55315: a bare CR in a chunk extension", Chunked("2;\rxx\r\nok\r\n0\r\n\r\n"), [] },
        { "CVE-2025-55315: a chunk extension that hides a request", Chunked($"2;a\n\r\n{Hidden}"), [] },
        { "CVE-2026-2833: bytes behind an upgrade that nobody has accepted", Ok("Connection: Upgrade", "Upgrade: h2c") + Hidden,
            ["GET /ok []"] },
        { "CVE-2026-2833: the same for a broken WebSocket upgrade", Ok("Connection: Upgrade", "Upgrade: websocket") + Hidden, [] },
        { "CVE-2026-2835: HTTP/1.0 with Transfer-Encoding",
            Chunked("0\r\n\r\n").Replace("HTTP/1.1", "HTTP/1.0", StringComparison.Ordinal) + Hidden, [] },
        { "CVE-2026-2835: two Transfer-Encodings", Post("Transfer-Encoding: chunked", "Transfer-Encoding: identity") + "0\r\n\r\n" + Hidden,
            [] },
        { "CVE-2024-45410: Connection names a forwarding field", Ok("Connection: X-Forwarded-Host"), [] },
        { "RFC 9112 section 2.2: a bare CR in a field", Ok("X: a\rContent-Length: 50"), [] },
        { "RFC 9110 section 5.5: NUL in a field", Ok("X: a\0b"), [] },
        { "RFC 9112 section 5.2: a folded Transfer-Encoding", Post("Transfer-Encoding:", " chunked") + "0\r\n\r\n" + Hidden, [] },
        { "RFC 9112 section 5.1: a space before the colon", Post("Transfer-Encoding : chunked") + "0\r\n\r\n" + Hidden, [] },
        { "RFC 9112 section 5.1: a name in quotes", Post("\"Content-Length\": 5") + Hidden, [] },
        { "RFC 9112 section 3: two spaces in the request line", "GET  /ok HTTP/1.1\r\nHost: example.com\r\n\r\n", [] },
        { "RFC 9112 section 3: a tab in the request line", "GET\t/ok HTTP/1.1\r\nHost: example.com\r\n\r\n", [] },
        { "RFC 9112 section 2.3: a version in lower case", "GET /ok http/1.1\r\nHost: example.com\r\n\r\n", [] },
        { "RFC 9112 section 2.3: a later version", "GET /ok HTTP/1.2\r\nHost: example.com\r\n\r\n", [] },
        { "RFC 9112 section 3.2.1: a path without slash", "GET ok HTTP/1.1\r\nHost: example.com\r\n\r\n", [] },
        { "RFC 9112 section 3.2.2: another host in the target", "GET http://evil.example/ok HTTP/1.1\r\nHost: example.com\r\n\r\n", [] },
        { "RFC 9112 section 3.2.2: a user in the target", "GET http://example.com@evil.example/ok HTTP/1.1\r\nHost: example.com\r\n\r\n",
            [] },
        { "RFC 9112 section 3.2: a host with a path", "GET /ok HTTP/1.1\r\nHost: example.com/admin\r\n\r\n", [] },
        { "RFC 9110 section 7.2: two hosts in one Host", "GET /ok HTTP/1.1\r\nHost: example.com, evil.example\r\n\r\n", [] },
        { "RFC 3986: a fragment", "GET /ok#/admin HTTP/1.1\r\nHost: example.com\r\n\r\n", [] },
        { "RFC 3986: dot segments behind the prefix", "GET /ok/../admin HTTP/1.1\r\nHost: example.com\r\n\r\n", [] },
        { "RFC 3986: dot segments in disguise", "GET /ok/%2e%2e/admin HTTP/1.1\r\nHost: example.com\r\n\r\n", [] },
        { "RFC 9112 section 6.3: equal lengths twice", Post("Content-Length: 2", "Content-Length: 2") + "ok" + Hidden, [] },
        { "RFC 9112 section 6.3: a length in hex", Post("Content-Length: 0x2") + "ok" + Hidden, [] },
        { "RFC 9112 section 6.3: a negative length", Post("Content-Length: -1") + Hidden, [] },
        { "RFC 9112 section 6.3: an empty length", Post("Content-Length:") + Hidden, [] },
        { "RFC 9112 section 6.3: a length beyond 64 bits", Post("Content-Length: 99999999999999999999") + Hidden, [] },
        { "RFC 9112 section 7.1: a chunk size in quotes", Chunked("\"2\"\r\nok\r\n0\r\n\r\n") + Hidden, [] },
        { "RFC 9112 section 7.1: a chunk size with 0x", Chunked("0x2\r\nok\r\n0\r\n\r\n") + Hidden, [] },
        { "RFC 9112 section 7.1: a negative chunk size", Chunked("-2\r\nok\r\n0\r\n\r\n") + Hidden, [] },
        { "RFC 9112 section 7.1: a chunk size beyond 64 bits", Chunked("10000000000000002\r\nok\r\n0\r\n\r\n") + Hidden, [] },
        { "RFC 9112 section 7.1: a chunk that is longer than it says", Chunked($"2\r\nokay\r\n0\r\n\r\n{Hidden}"), [] },
        { "RFC 9112 section 7.1: a chunk that ends in LF", Chunked("2\r\nok\n0\r\n\r\n") + Hidden, [] },
        { "RFC 9110 section 6.5.1: framing in trailers", Chunked("2\r\nok\r\n0\r\nContent-Length: 60\r\n\r\n") + Hidden,
            ["POST /ok [ok]"] },
        { "RFC 9110 section 6.5.1: a host in trailers", Chunked("0\r\nHost: evil.example\r\n\r\n"), ["POST /ok []"] },
        { "RFC 9110 section 9.3.1: a body of a GET stays its body", Ok($"Content-Length: {Hidden.Length}") + Hidden,
            [$"GET /ok [{Hidden}]"] },
        { "RFC 9112 section 2.2: empty lines before a request", "\r\n" + Ok(), ["GET /ok []"] },
        { "RFC 9112 section 9.3.2: two requests at once", Ok() + Ok(), ["GET /ok []", "GET /ok []"] },
        { "RFC 9113 section 3.4: the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + Hidden, [] },
        { "RFC 9112 section 2.2: a bare LF ends the request line", "GET /ok HTTP/1.1\nHost: example.com\r\n\r\n", [] },
        { "RFC 9112 section 2.2: a bare LF ends a field", "GET /ok HTTP/1.1\r\nHost: example.com\nX: y\r\n\r\n", [] },
        { "RFC 9110 section 5.5: a control character in a field", Ok("X: a\x01b"), [] },
        { "RFC 9110 section 5.5: DEL in a field", Ok("X: a\x7f"), [] },
        { "RFC 9110 section 5.1: a name that is no token", Ok("x-real-ip(: a"), [] },
        { "RFC 9110 section 5.5: a control character in an upgrade", Upgrade("X: a\x01b"), [] },
        { "RFC 9110 section 5.1: a name that is no token in an upgrade", Upgrade("x-real-ip(: a"), [] },
        { "RFC 9112 section 6.3: a length with a sign", Post("Content-Length: +2") + "ok", [] },
        { "RFC 9112 section 6.3: a length of minus nothing", Post("Content-Length: -0"), [] },
        { "RFC 9112 section 6.3: a length with a vertical tab", Post("Content-Length: 2\x0b") + "ok", [] },
        { "RFC 9112 section 6.3: lengths as a list", Post("Content-Length: 2, 2") + "ok", [] },
        { "RFC 9112 section 6.3: a length of an upgrade with a sign", Upgrade("Content-Length: +0"), [] },
        { "RFC 9112 section 7.1: a control character in a chunk extension", Chunked("2;\x01\r\nok\r\n0\r\n\r\n"), [] },
        { "RFC 9112 section 7.1: a name in trailers that is no token", Chunked("2\r\nok\r\n0\r\nx y: z\r\n\r\n"), [] },
        { "RFC 9110 section 7.2: a host with an empty label", "GET /ok HTTP/1.1\r\nHost: example..com\r\n\r\n", [] },
    };

    [Theory]
    [MemberData(nameof(Corpus))]
    public Task As_the_first_request(string rule, string bytes, string[] seen) => AssertAsync(rule, bytes, seen, later: false);

    [Theory]
    [MemberData(nameof(Corpus))]
    public Task As_a_later_request(string rule, string bytes, string[] seen) => AssertAsync(rule, bytes, seen, later: true);

    /// <summary>The backend sees what it is to see, to the letter, and nothing else.</summary>
    private static async Task AssertAsync(string rule, string bytes, string[] seen, bool later)
    {
        using var backend = new RecordingBackend();
        await using var proxy = await GatewayProxy.StartAsync(TestRoutes.Route(TestRoutes.Pool(backend.Url), "/ok", [], "example.com"));
        using var client = await proxy.ConnectAsync();
        if (later)
        {
            await client.SendAsync(Ok());
            Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        }
        await client.SendAsync(bytes);
        var before = later ? 1 : 0;
        if (seen.Length > 0)
            await Wait.UntilAsync(() => backend.Seen.Count >= before + seen.Length, $"{rule}: what the backend is to see");
        client.Finish();
        await client.ReadToEndAsync();
        await proxy.DrainedAsync();

        // A body that turns out to be broken ends its request where the backend sees that it is not complete.
        Assert.Equal(seen, backend.Seen.Skip(before).Where(line => !line.StartsWith("broken: ", StringComparison.Ordinal)));
    }

    private static string Ok(params string[] fields) => Requests.Of("GET", "/ok", fields);

    private static string Upgrade(params string[] fields) => Ok(
        ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            .. fields]);

    private static string Post(params string[] fields) => Requests.Of("POST", "/ok", fields);

    private static string Chunked(string body) => Post("Transfer-Encoding: chunked") + body;
}
