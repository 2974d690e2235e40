using ActorProxy.Actors.Accounting;

namespace ActorProxy.Actors.Telemetry;

/// <summary>
/// What is counted of the tunnels of one route to one backend. A tunnel adds to it while it is open, so that nothing moves
/// when it ends, and the sums never fall.
/// </summary>
public sealed class RouteSeries
{
    private readonly LoopTraffic[] _loops;
    private long _active;

    internal RouteSeries(string route, string backend, int loops)
    {
        Route = route;
        Backend = backend;
        _loops = [.. Enumerable.Range(0, loops).Select(_ => new LoopTraffic())];
    }

    public string Route { get; }

    public string Backend { get; }

    /// <summary>Open tunnels. May be read from any thread.</summary>
    public long Active => Volatile.Read(ref _active);

    /// <summary>What has passed since the node's start. May be read from any thread.</summary>
    public Traffic Total
    {
        get
        {
            var total = default(Traffic);
            foreach (var loop in _loops)
                total += loop.Total;
            return total;
        }
    }

    /// <summary>The counters that tunnels on this loop write.</summary>
    public LoopTraffic On(int loop) => _loops[loop];

    internal void Opened() => Interlocked.Increment(ref _active);

    internal void Closed() => Interlocked.Decrement(ref _active);
}
