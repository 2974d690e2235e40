using System.Globalization;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Policies.Limits;

namespace ActorProxy.Node.Tests.Gateway.Http1.Grid;

/// <summary>
/// A grid of backends' answers to a client that reads by the letter. Behind each that came whole the client asks again, on the same
/// connection: what it gets must be the answer to that.
/// </summary>
public sealed class AnswerGridTests
{
    private readonly Dictionary<string, AnswerCase> _cases = AnswerGrid.Cases().ToDictionary(
        answer => answer.Number.ToString(CultureInfo.InvariantCulture));

    [Fact]
    public async Task A_client_gets_what_a_backend_says_or_learns_that_it_is_not_all()
    {
        Assert.InRange(_cases.Count, 500, int.MaxValue);
        using var backend = new ScriptedBackend();
        using var stop = new CancellationTokenSource();
        var serving = ServeAsync(backend, stop.Token);
        await using var proxy = await GatewayProxy.StartAsync(
            TestRoutes.Route(TestRoutes.Pool(backend.Url), policies: [new AttemptLimit(1)]));
        var wrong = new List<string>();
        foreach (var answer in _cases.Values)
        {
            using var client = await proxy.ConnectAsync();
            if (await FaultAsync(client, answer) is { } fault)
                wrong.Add($"{fault}: {answer}");
        }
        await stop.CancelAsync();
        await serving;

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {_cases.Count}:\n{string.Join("\n----\n", wrong.Take(10))}");
    }

    private static async Task<string?> FaultAsync(Peer client, AnswerCase answer)
    {
        await client.SendAsync(Requests.Of(answer.Method, "/", $"X-Case: {answer.Number}"));
        foreach (var interim in answer.Interim)
        {
            var early = await client.ReadHeadAsync();
            var line = early.StartLine;
            if (!line.StartsWith($"HTTP/1.1 {interim[..3]} ", StringComparison.Ordinal) || early["Content-Length"] is not [])
                return $"in the place of {interim} came {line}";
        }
        var head = await client.ReadHeadAsync();
        if (answer.Body.Verdict == Verdict.Refused)
            return head.Status == 502 ? null : $"was not refused but answered {head.StartLine}";
        if (head.StartLine != $"HTTP/1.1 {answer.Status}")
            return $"came as {head.StartLine}";
        try
        {
            var body = answer.IsBodiless ? "" : await BodyAsync(client, head);
            if (answer.Body.Verdict == Verdict.Cut)
                return "looks whole, and is not";
            if (body != (answer.IsBodiless ? "" : answer.Body.Content))
                return $"has another body: {body}";
        }
        catch (Exception cut) when (answer.Body.Verdict == Verdict.Cut && cut is EndOfStreamException or IOException
            or System.Net.Sockets.SocketException)
        {
            return null;
        }
        if (head["Connection"] is not [])
            return $"ends the client's connection: {head["Connection"][0]}";
        await client.SendAsync(Requests.Get("/next"));
        head = await client.ReadHeadAsync();
        return head.Status == 202 && await client.ReadTextAsync(4) == "next" ? null : $"is followed by {head.StartLine}";
    }

    private static async Task<string> BodyAsync(Peer client, HttpHead head)
    {
        if (head["Content-Length"] is [var length])
            return await client.ReadTextAsync(int.Parse(length, NumberStyles.None, CultureInfo.InvariantCulture));
        Assert.Equal(["chunked"], head["Transfer-Encoding"]);
        return (await RecordedRequest.ReadChunksAsync(client)).Body;
    }

    private async Task ServeAsync(ScriptedBackend backend, CancellationToken stop)
    {
        try
        {
            while (true)
                _ = AnswerAsync(await backend.AcceptAsync().WaitAsync(stop));
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(Peer peer)
    {
        using (peer)
        {
            try
            {
                while (await AnswerOneAsync(peer))
                {
                }
            }
            catch (Exception ended) when (ended is EndOfStreamException or IOException or System.Net.Sockets.SocketException)
            {
                // The proxy uses it no more.
            }
        }
    }

    /// <summary>False where the backend closes behind it.</summary>
    private async Task<bool> AnswerOneAsync(Peer peer)
    {
        var request = await peer.ReadHeadAsync();
        if (request["X-Case"] is not [var number])
        {
            await peer.SendAsync("HTTP/1.1 202 Accepted\r\nContent-Length: 4\r\n\r\nnext");
            return true;
        }
        var answer = _cases[number];
        var raw = answer.Raw;
        var length = (raw.Length + answer.Pieces - 1) / answer.Pieces;
        for (var at = 0; at < raw.Length; at += length)
            await peer.SendAsync(raw.AsMemory(at, Math.Min(length, raw.Length - at)));
        if (answer.Body.End == End.Resets)
            peer.Reset();
        return answer.Body.End == End.Stays;
    }
}
