using System.Globalization;
using ActorProxy.Interop.Tests.Harness;

namespace ActorProxy.Node.Tests.Gateway.Http1.Grid;

/// <summary>
/// A grid of requests through the proxy to a backend that records them. What arrives is held to rules of this test's own, made from
/// RFC 9110 and 9112, and not to the proxy's. Then other parsers read the bytes that arrived, and must read the same.
/// </summary>
public sealed class RequestGridTests(RequestGridRun run) : IClassFixture<RequestGridRun>
{
    // What the proxy may add.
    private static readonly HashSet<string> Added = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "X-Case", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Request-Id", "Connection", "Content-Length",
        "Transfer-Encoding", "Trailer",
    };

    [Fact]
    public void What_arrives_is_what_was_sent_or_nothing()
    {
        var wrong = run.Answered.Select(answered => (answered.Case, Fault: Fault(answered.Case, answered.Status)))
            .Where(answered => answered.Fault is not null).Select(answered => $"{answered.Fault}:\n{answered.Case}");
        AssertNone(wrong, run.Answered.Count);
    }

    [Fact]
    public async Task Kestrel_reads_the_same_of_what_arrives()
    {
        await using var kestrel = await KestrelParser.StartAsync();
        await AssertSameAsync(kestrel);
    }

    [NodeFact]
    public async Task Llhttp_reads_the_same_of_what_arrives()
    {
        await using var llhttp = await LlhttpParser.StartAsync();
        await AssertSameAsync(llhttp);
    }

    /// <summary>One connection for each request: it, and one behind it that shows where it ended.</summary>
    private async Task AssertSameAsync(IRequestParser parser)
    {
        Assert.InRange(run.Recorded.Count, 500, int.MaxValue);
        var wrong = new List<string>();
        foreach (var (number, request) in run.Recorded.OrderBy(recorded => recorded.Key))
        {
            var reading = await parser.ReadAsync([.. request.Raw, .. ParserReading.Behind]);
            var fault = parser.Refusal(request) is not { } refusal
                ? Difference(request, reading, parser.TrailersOf(request))
                : reading.Requests is [] && reading.Error == refusal
                    ? null
                    : $"was to be refused with {refusal}, and is read with {reading}";
            if (fault is not null)
                wrong.Add($"{fault}: case {number}\n{System.Text.Encoding.Latin1.GetString(request.Raw)}");
        }
        AssertNone(wrong, run.Recorded.Count);
    }

    private static string? Difference(RecordedRequest request, ParserReading reading, IEnumerable<string> told)
    {
        if (reading.Error is not null || reading.Requests is not [var read, { Method: "GET", Target: "/behind", Body: "" }])
            return $"is not read as one request: {reading}";
        if ((read.Method, read.Target) != (request.Method, request.Target))
            return $"is read as {read.Method} {read.Target}";
        var fields = Canonical(read.Fields);
        if (!fields.SequenceEqual(Canonical(request.Fields.Select(field => new[] { field.Name, field.Value }))))
            return $"is read with other fields: {string.Join(" | ", fields)}";
        if (read.Body != request.Body)
            return $"is read with another body: {read.Body}";
        var trailers = Canonical(read.Trailers);
        return trailers.SequenceEqual(Canonical(told.Select(line => line.Split(": ", 2))))
            ? null
            : $"is read with other trailers: {string.Join(" | ", trailers)}";
    }

    /// <summary>Names in lower case and in order, each with its values in theirs. A length is a number.</summary>
    private static IEnumerable<string> Canonical(IEnumerable<string[]> fields) => fields
        .Select(field => (Name: field[0].ToLowerInvariant(), Value: field[1]))
        .GroupBy(field => field.Name, field => field.Name == "content-length"
            ? long.Parse(field.Value, NumberStyles.None, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)
            : field.Value)
        .OrderBy(name => name.Key, StringComparer.Ordinal)
        .Select(name => $"{name.Key}: {string.Join(" & ", name)}");

    private string? Fault(RequestCase request, int status)
    {
        var arrived = run.Recorded.GetValueOrDefault(request.Number);
        if (request.IsBad)
            return arrived is not null ? "arrived, and is malformed" : status is >= 400 and < 500 ? null : $"was answered {status}";
        if (arrived is null)
            return $"did not arrive, and was answered {status}";
        if (arrived.StartLine != $"{request.Head.Sent} HTTP/1.1")
            return $"arrived as {arrived.StartLine}";
        if (arrived.Of("Host") is not [var host] || host != request.Head.Host)
            return $"has another Host: {string.Join('|', arrived.Of("Host"))}";
        var passed = arrived.Fields.Where(field => !Added.Contains(field.Name)).Select(field => $"{field.Name}: {field.Value}");
        if (!passed.SequenceEqual(request.Fields.Passed))
            return $"has other fields: {string.Join('|', passed)}";
        if (arrived.Body != request.Body.Content)
            return $"has another body: {arrived.Body}";
        if (!arrived.Trailers.SequenceEqual(request.Body.Trailers))
            return $"has other trailers: {string.Join('|', arrived.Trailers)}";
        if (request.Body.Lines is [] && (arrived.Of("Content-Length").Count > 0 || arrived.Of("Transfer-Encoding").Count > 0))
            return "has a framing, and had none";
        return status == 200 ? null : $"was answered {status}";
    }

    private static void AssertNone(IEnumerable<string> wrong, int of)
    {
        var all = wrong.ToList();
        Assert.True(all.Count == 0, $"{all.Count} of {of}:\n{string.Join("\n----\n", all.Take(10))}");
    }
}
