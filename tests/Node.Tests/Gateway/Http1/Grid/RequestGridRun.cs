using System.Collections.Concurrent;
using System.Globalization;
using ActorProxy.Actors.Tests.Harness;

namespace ActorProxy.Node.Tests.Gateway.Http1.Grid;

/// <summary>The grid of requests, sent once through the proxy to a backend that records what arrives.</summary>
public sealed class RequestGridRun : IAsyncLifetime
{
    private const int Count = 2400;

    private readonly ConcurrentDictionary<int, RecordedRequest> _recorded = new();
    private readonly List<(RequestCase, int)> _answered = new(Count);

    /// <summary>All cases, each with the status that its client got.</summary>
    internal IReadOnlyList<(RequestCase Case, int Status)> Answered => _answered;

    /// <summary>What arrived, by the numbers of cases.</summary>
    internal IReadOnlyDictionary<int, RecordedRequest> Recorded => _recorded;

    public async Task InitializeAsync()
    {
        using var backend = new ScriptedBackend();
        using var stop = new CancellationTokenSource();
        var serving = ServeAsync(backend, stop.Token);
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        foreach (var request in RequestGrid.Cases(Count))
            _answered.Add((request, await SendAsync(proxy, request)));
        await stop.CancelAsync();
        await serving;
    }

    public Task DisposeAsync() => Task.CompletedTask;

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

    private async Task ServeAsync(ScriptedBackend backend, CancellationToken stop)
    {
        try
        {
            while (true)
                _ = RecordAsync(await backend.AcceptAsync().WaitAsync(stop));
        }
        catch (OperationCanceledException)
        {
            // The grid is over.
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
                    _recorded[int.Parse(request.Of("X-Case").Single(), CultureInfo.InvariantCulture)] = request;
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
