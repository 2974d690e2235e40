using System.Collections.Concurrent;
using System.Net.Sockets;

namespace ActorProxy.Bench.Cluster;

/// <summary>
/// Tunnels and handshakes over nodes that come and go. Each tunnel sends a message a second, or as often as is said; one that ends is
/// opened anew on a node that is ready. Handshakes are made at a rate, each on the next node that is ready.
/// </summary>
internal sealed class Load(Lab lab, int tunnels, int handshakesPerSecond, TimeSpan? every = null)
{
    private readonly CancellationTokenSource _stop = new();
    private readonly bool[] _ready = new bool[lab.Nodes.Count];
    private readonly List<Task> _tasks = [];
    private int _open;
    private long _messages;
    private long _handshakes;

    /// <summary>Ends of tunnels: node, code and whether the node was healthy then.</summary>
    public ConcurrentQueue<(int Node, int Code, DateTimeOffset At)> Closes { get; } = new();

    /// <summary>Handshakes that were not answered with 101: node and status, or 0 where the connection failed.</summary>
    public ConcurrentQueue<(int Node, int Status, DateTimeOffset At)> Failures { get; } = new();

    public int Open => Volatile.Read(ref _open);

    public long Messages => Interlocked.Read(ref _messages);

    public long Handshakes => Interlocked.Read(ref _handshakes);

    /// <summary>Starts, and waits until all tunnels are open.</summary>
    public async Task StartAsync()
    {
        _tasks.Add(WatchAsync());
        await Task.Delay(500);
        for (var i = 0; i < tunnels; i++)
            _tasks.Add(TunnelAsync());
        _tasks.Add(ShakeAsync());
        while (Open < tunnels)
            await Task.Delay(100);
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_tasks);
    }

    /// <summary>As a load balancer does, which asks nodes whether they are ready.</summary>
    private async Task WatchAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            for (var i = 0; i < _ready.Length; i++)
                Volatile.Write(ref _ready[i], await lab.Nodes[i].IsReadyAsync());
            await Task.Delay(50);
        }
    }

    private LabNode? Ready(long turn)
    {
        for (var i = 0; i < _ready.Length; i++)
        {
            var node = (int)((turn + i) % _ready.Length);
            if (Volatile.Read(ref _ready[node]))
                return lab.Nodes[node];
        }
        return null;
    }

    private async Task TunnelAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            if (Ready(Random.Shared.Next(_ready.Length)) is not { } node)
            {
                await Task.Delay(100);
                continue;
            }
            using var client = new Client();
            if (!await TryOpenAsync(client, node))
            {
                await Task.Delay(100);
                continue;
            }
            Interlocked.Increment(ref _open);
            await UseAsync(client, node);
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task UseAsync(Client client, LabNode node)
    {
        try
        {
            for (var message = 0L; await client.EchoAsync(message, _stop.Token); message++)
            {
                Interlocked.Increment(ref _messages);
                await Task.Delay(every ?? TimeSpan.FromSeconds(1), _stop.Token);
            }
            Closes.Enqueue((node.Number, client.CloseCode, DateTimeOffset.UtcNow));
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    private async Task ShakeAsync()
    {
        var open = new SemaphoreSlim(200);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / 50));
        for (var turn = 0L; !_stop.IsCancellationRequested;)
        {
            await timer.WaitForNextTickAsync();
            for (var i = 0; i < handshakesPerSecond / 50; i++)
            {
                if (Ready(turn++) is not { } node)
                    continue;
                await open.WaitAsync();
                _ = ShakeOnceAsync(node, open);
            }
        }
    }

    private async Task ShakeOnceAsync(LabNode node, SemaphoreSlim open)
    {
        using var client = new Client();
        if (await TryOpenAsync(client, node))
            Interlocked.Increment(ref _handshakes);
        open.Release();
    }

    private async Task<bool> TryOpenAsync(Client client, LabNode node)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(TimeSpan.FromSeconds(5));
        var status = 0;
        try
        {
            status = await client.OpenAsync(node.EndPoint, "example.org", "/echo", limit.Token);
        }
        catch (Exception error) when (error is SocketException or IOException or OperationCanceledException)
        {
            if (_stop.IsCancellationRequested)
                return false;
        }
        if (status != 101)
            Failures.Enqueue((node.Number, status, DateTimeOffset.UtcNow));
        return status == 101;
    }
}
