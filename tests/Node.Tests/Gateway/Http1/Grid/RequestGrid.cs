namespace ActorProxy.Node.Tests.Gateway.Http1.Grid;

/// <summary>Heads and bodies as clients, broken clients and attackers send them, in all their combinations or many of them.</summary>
internal static class RequestGrid
{
    private static readonly string[] Methods =
        ["GET", "HEAD", "POST", "PUT", "patch", "DELETE", "OPTIONS", "QUERY", "M-SEARCH", "X!#$%&'*+-.^_`|~"];

    private static readonly (string Target, string Host, string? Sent)[] Targets =
    [
        ("/", "example.com", "/"),
        ("/a?b=c&d", "example.com", "/a?b=c&d"),
        ("//a//b/", "example.com", "//a//b/"),
        ("/%7Euser/%2f;p=1,2", "example.com", "/%7Euser/%2f;p=1,2"),
        ("/?", "example.com", "/?"),
        ("/a?/../b", "example.com", "/a?/../b"),
        ("/\"<>[]^`{|}", "example.com", "/\"<>[]^`{|}"),
        ("/.well-known/x..y", "example.com:8080", "/.well-known/x..y"),
        ("http://example.com/x?y", "example.com", "/x?y"),
        ("HTTP://Example.COM:80/x", "example.com", "/x"),
        ("https://example.com?z", "example.com:443", "/?z"),
        ("/v6", "[2001:db8::1]:80", "/v6"),
        ("/dot", "example.com.", "/dot"),
        ("", "example.com", null),
        ("a/b", "example.com", null),
        ("/a b", "example.com", null),
        ("/\u00e9", "example.com", null),
        ("/a#b", "example.com", null),
        ("/a\\b", "example.com", null),
        ("http://other.example/", "example.com", null),
        ("http://u@example.com/", "example.com", null),
        ("/", "example.com, other", null),
        ("/", "exa mple", null),
        ("/", "a..b", null),
        ("/", "", null),
    ];

    private static readonly FieldSet[] Sets =
    [
        new([], []),
        new(["Accept: */*", "accept: text/html"], ["Accept: */*", "accept: text/html"]),
        new(["X-Empty:", "X-Space: \t a  b \t"], ["X-Empty: ", "X-Space: a  b"]),
        new(["Cookie: a=b; c=\"d\"", "Authorization: Basic eA=="], ["Cookie: a=b; c=\"d\"", "Authorization: Basic eA=="]),
        new(["X-Text: caf\u00e9 \u0080\u00ff"], ["X-Text: caf\u00e9 \u0080\u00ff"]),
        new(["Connection: X-Hop, close", "X-Hop: 1", "Keep-Alive: 5", "Proxy-Connection: x"], []),
        new(["Connection: keep-alive,,X-A ,", "X-A: 1", "X-B: 2"], ["X-B: 2"]),
        new(["TE: trailers, deflate;q=0.5", "Connection: TE"], ["TE: trailers"]),
        new(["TE: gzip", "Connection: te"], []),
        new(["Upgrade: h2c, foo/2", "Connection: upgrade, HTTP2-Settings", "HTTP2-Settings: x"], []),
        new(["Priority: u=3", "Range: bytes=0-1", "If-None-Match: \"a\""],
            ["Priority: u=3", "Range: bytes=0-1", "If-None-Match: \"a\""]),
        new(["Proxy-Authorization: Basic eA==", "Proxy-Authenticate: x", "Y: 1"], ["Y: 1"]),
        new(["X-Forwarded-For: 203.0.113.9", "Forwarded: for=1", "X_Forwarded_For: 1", "Z: 1"], ["Z: 1"]),
        new(["X!#$%&'*+-.^_`|~9: 1"], ["X!#$%&'*+-.^_`|~9: 1"]),
        new(["Bad Name: 1"], [], IsBad: true),
        new(["Bad: a\u0001b"], [], IsBad: true),
        new(["Bad: a\0b"], [], IsBad: true),
        new(["Bad: a\rb"], [], IsBad: true),
        new(["Bad : 1"], [], IsBad: true),
        new([": 1"], [], IsBad: true),
        new(["X: 1", " folded"], [], IsBad: true),
        new(["Host: example.com"], [], IsBad: true),
        new(["Connection: Authorization"], [], IsBad: true),
        new(["no colon"], [], IsBad: true),
    ];

    private static readonly Framing[] Bodies =
    [
        new([], "", ""),
        new(["Content-Length: 0"], "", ""),
        new(["Content-Length: 5"], "hello", "hello"),
        new(["Content-Length: 0005"], "hello", "hello"),
        new(["Content-Length: 41"], "GET /smuggled HTTP/1.1\r\nHost: a\r\nX: xyz\r\n", "GET /smuggled HTTP/1.1\r\nHost: a\r\nX: xyz\r\n"),
        new(["Transfer-Encoding: chunked"], "0\r\n\r\n", ""),
        new(["Transfer-Encoding: Chunked"], "5\r\nhello\r\n0\r\n\r\n", "hello"),
        new(["Transfer-Encoding: chunked"], "2\r\nhe\r\n003\r\nllo\r\n00\r\n\r\n", "hello"),
        new(["Transfer-Encoding: chunked"], "A;a=b ; c=\"d;\\\"\"\r\n0123456789\r\n0;x\r\n\r\n", "0123456789"),
        new(["Transfer-Encoding: chunked", "Trailer: X-Sum"], "1\r\nx\r\n0\r\nX-Sum: 1\r\nHost: evil\r\n\r\n", "x", "X-Sum: 1"),
        new(["Transfer-Encoding: chunked"], "1\r\nx\r\n0\r\nX-Late: \r\nContent-Length: 9\r\nX-Forwarded-For: 1\r\n\r\n", "x", "X-Late: "),
        new(["Content-Length: 5", "Transfer-Encoding: chunked"], "0\r\n\r\n", null),
        new(["Transfer-Encoding: chunked", "Content-Length: 5"], "0\r\n\r\n", null),
        new(["Content-Length: 5", "Content-Length: 5"], "hello", null),
        new(["Content-Length: 5, 5"], "hello", null),
        new(["Content-Length: +5"], "hello", null),
        new(["Content-Length: 5 "], "hello", "hello"),
        new(["Content-Length: 0x5"], "hello", null),
        new(["Content-Length:"], "", null),
        new(["Content-Length: 9223372036854775808"], "", null),
        new(["Transfer-Encoding: gzip, chunked"], "0\r\n\r\n", null),
        new(["Transfer-Encoding: chunked, chunked"], "0\r\n\r\n", null),
        new(["Transfer-Encoding: \"chunked\""], "0\r\n\r\n", null),
        new(["Transfer-Encoding: xchunked"], "0\r\n\r\n", null),
        new(["Transfer-Encoding:"], "0\r\n\r\n", null),
        new(["Transfer-Encoding: chunked"], "5;\r\nhello\r\n0\r\n\r\n", null),
        new(["Transfer-Encoding: chunked"], "5\nhello\r\n0\r\n\r\n", null),
        new(["Transfer-Encoding: chunked"], "5\r\nhello0\r\n\r\n", null),
        new(["Transfer-Encoding: chunked"], "0x5\r\nhello\r\n0\r\n\r\n", null),
        new(["Transfer-Encoding: chunked"], "0\r\nX-Sum : 1\r\n\r\n", null),
        new(["Content-Length: 0000000000000000000000000005"], "hello", "hello"),
        new(["Transfer-Encoding: chunked"], "0000000a\r\n0123456789\r\n00000000\r\n\r\n", "0123456789"),
        new(["Transfer-Encoding: chunked"], "00000000000000a\r\n0123456789\r\n0\r\n\r\n", "0123456789"),
        new(["Transfer-Encoding: chunked"], "A \t ;a\r\n0123456789\r\n0\r\n\r\n", "0123456789"),
        new(["Transfer-Encoding: chunked"], "A;a=\"\t \u00e9;\\\\\\\"5\";b=\"\"\r\n0123456789\r\n0;a=\"\"\r\n\r\n", "0123456789"),
        new(["Transfer-Encoding: chunked"], "1\r\nx\r\n0\r\nX-A: 1\r\nx-a: caf\u00e9\r\n\r\n", "x", "X-A: 1", "x-a: caf\u00e9"),
    ];

    /// <summary>Each line, set and body with each other kind at least once, and then by lot, the same each time.</summary>
    public static IEnumerable<RequestCase> Cases(int count)
    {
        var lot = new Random(1);
        var seen = new HashSet<(int, int, int, int)>();
        for (var number = 0; seen.Count < count; number++)
        {
            var target = number % Targets.Length;
            // Most are good in all but one respect: what is refused tells little of the rest.
            var set = Pick(lot, Sets.Length, set => Sets[set].IsBad);
            var body = Pick(lot, Bodies.Length, body => Bodies[body].Content is null);
            var method = lot.Next(Methods.Length);
            if (seen.Add((method, target, set, body)))
                yield return new RequestCase(number, LineOf(Methods[method], Targets[target]), Sets[set], Bodies[body],
                    (number % 4) switch { 0 => 1, 1 => 2, 2 => 3, _ => 9 });
        }
    }

    private static int Pick(Random lot, int count, Func<int, bool> isBad)
    {
        var picked = lot.Next(count);
        return isBad(picked) && lot.Next(3) > 0 ? lot.Next(5) : picked;
    }

    private static Line LineOf(string method, (string Target, string Host, string? Sent) of) => new(
        $"{method} {of.Target} HTTP/1.1", of.Host, of.Sent is null ? null : $"{method} {of.Sent}");
}
