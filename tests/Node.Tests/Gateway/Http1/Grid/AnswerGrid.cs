namespace ActorProxy.Node.Tests.Gateway.Http1.Grid;

/// <summary>Answers of backends, in all combinations.</summary>
internal static class AnswerGrid
{
    private static readonly string[][] Interims =
    [
        [], ["100 Continue"], ["103 Early Hints\r\nLink: </a.css>; rel=preload"],
        ["102 Processing", "103 Early Hints\r\nContent-Length: 5"],
    ];

    private static readonly string[] Statuses =
        ["200 OK", "201 Created", "204 No Content", "304 Not Modified", "404 ", "500 caf\u00e9", "599 X"];

    private static readonly AnswerBody[] Good =
    [
        new(["Content-Length: 0"], "", ""),
        new(["Content-Length: 5"], "hello", "hello"),
        new(["Content-Length: 5", "Connection: close"], "hello", "hello", End: End.Closes),
        new(["Transfer-Encoding: chunked"], "0\r\n\r\n", ""),
        new(["Transfer-Encoding: Chunked"], "2\r\nhe\r\n3;a=\"b\"\r\nllo\r\n0\r\nX-Sum: 1\r\n\r\n", "hello"),
        new([], "hello", "hello", End: End.Closes),
        new(["Connection: keep-alive", "Content-Length: 5"], "hello", "hello", Version: "HTTP/1.0"),
        new([], "hello", "hello", End: End.Closes, Version: "HTTP/1.0"),
    ];

    private static readonly AnswerBody[] Bad =
    [
        new(["Content-Length: 9"], "hello", "hello", Verdict.Cut, End.Closes),
        new(["Content-Length: 9"], "hello", "hello", Verdict.Cut, End.Resets),
        new(["Transfer-Encoding: chunked"], "5\r\nhello\r\n", "hello", Verdict.Cut, End.Closes),
        new(["Transfer-Encoding: chunked"], "5\r\nhello\r\n0\r\n", "hello", Verdict.Cut, End.Closes),
        new(["Transfer-Encoding: chunked"], "5\r\nhello\r\nx\r\n", "hello", Verdict.Cut),
        new(["Transfer-Encoding: chunked"], "5\r\nhello\r\n0\r\nX : y\r\n\r\n", "hello", Verdict.Cut),
        new(["Content-Length: 5", "Content-Length: 6"], "hello", "", Verdict.Refused),
        new(["Content-Length: 5", "Transfer-Encoding: chunked"], "0\r\n\r\n", "", Verdict.Refused),
        new(["Content-Length: -5"], "hello", "", Verdict.Refused),
        new(["Transfer-Encoding: gzip, chunked"], "0\r\n\r\n", "", Verdict.Refused),
        new(["Transfer-Encoding: chunked"], "0\r\n\r\n", "", Verdict.Refused, Version: "HTTP/1.0"),
        new(["Bad Name: 1"], "", "", Verdict.Refused),
        new(["X: a\u0001b"], "", "", Verdict.Refused),
        new(["X: a", " folded"], "", "", Verdict.Refused),
        new([], "", "", Verdict.Refused, Version: "HTTP/2.0"),
        new([], "", "", Verdict.Refused, Version: "ICY"),
    ];

    public static IEnumerable<AnswerCase> Cases()
    {
        var number = 0;
        foreach (var method in new[] { "GET", "HEAD" })
        {
            foreach (var interim in Interims)
            {
                foreach (var status in Statuses)
                    foreach (var body in Good)
                        yield return new AnswerCase(++number, method, interim, status, body, 1 + number % 4);
                foreach (var body in Bad.Where(body => method == "GET" || body.Verdict == Verdict.Refused))
                    yield return new AnswerCase(++number, method, interim, "200 OK", body, 1 + number % 4);
            }
        }
    }
}
