using System.Collections.Concurrent;
using ActorProxy.Actors.Tests.Harness;

namespace ActorProxy.Node.Tests.Gateway.Http1.Grid;

/// <summary>
/// A grid of requests through the proxy to a backend that records them. What arrives is held to rules of this test's own, made from
/// RFC 9110 and 9112, and not to the proxy's.
/// </summary>
public sealed class RequestGridTests
{
    private const int Cases = 2400;

    // What the proxy may add.
    private static readonly HashSet<string> Added = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "X-Case", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Request-Id", "Connection", "Content-Length",
        "Transfer-Encoding", "Trailer",
    };

    private readonly ConcurrentDictionary<int, RecordedRequest> _recorded = new();

    [Fact]
    public async Task What_arrives_is_what_was_sent_or_nothing()
    {
        using var backend = new ScriptedBackend();
        using var stop = new CancellationTokenSource();
        var serving = ServeAsync(backend, stop.Token);
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        var wrong = new List<string>();
        foreach (var request in RequestGrid.Cases(Cases))
        {
            var status = await SendAsync(proxy, request);
            if (Fault(request, status) is { } fault)
                wrong.Add($"{fault}:\n{request}");
        }
        await stop.CancelAsync();
        await serving;

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {Cases}:\n{string.Join("\n----\n", wrong.Take(10))}");
    }

    private static async Task<int> SendAsync(GatewayProxy proxy, RequestCase request)
    {
        using var client = await proxy.ConnectAsync();
        try
        {
            foreach (var piece in request.Cut())
                await client.SendAsync(piece);
        }
        catch (System.Net.Sockets.SocketException)
        {
            // It was refused before its last piece.
        }
        return (await client.ReadHeadAsync()).Status;
    }

    private string? Fault(RequestCase request, int status)
    {
        var arrived = _recorded.GetValueOrDefault(request.Number);
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

    private async Task ServeAsync(ScriptedBackend backend, CancellationToken stop)
    {
        try
        {
            while (true)
                _ = RecordAsync(await backend.AcceptAsync().WaitAsync(stop));
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task RecordAsync(Peer peer)
    {
        using (peer)
        {
            try
            {
                while (true)
                {
                    var request = await RecordedRequest.ReadAsync(peer);
                    _recorded[int.Parse(request.Of("X-Case").Single(), System.Globalization.CultureInfo.InvariantCulture)] = request;
                    await peer.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                }
            }
            catch (Exception ended) when (ended is EndOfStreamException or IOException or System.Net.Sockets.SocketException)
            {
                // A connection that is not used any more, or one whose request turned out to be malformed.
            }
        }
    }
}
