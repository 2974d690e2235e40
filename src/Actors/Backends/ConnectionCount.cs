using ActorProxy.Shared.Backends.Reports;

namespace ActorProxy.Actors.Backends;

/// <summary>
/// Connections of something that may have a limit of them. They are counted also while there is none: one that is set later is to
/// know who is there. May be used from any thread.
/// </summary>
public class ConnectionCount
{
    private int _active;

    /// <summary>Tunnels, attempts under way and requests in flight.</summary>
    public int Active => Volatile.Read(ref _active);

    /// <summary>Counts one more until <see cref="Leave"/>; false, and not counted, where there are enough.</summary>
    /// <param name="limit">How many there may be; 0 for any number.</param>
    public bool TryEnter(int limit)
    {
        if (limit == 0)
        {
            Interlocked.Increment(ref _active);
            return true;
        }
        // Not counted first and taken back then: who looks in between would find no place where one has just become free.
        var active = Active;
        while (active < limit)
        {
            var before = Interlocked.CompareExchange(ref _active, active + 1, active);
            if (before == active)
                return true;
            active = before;
        }
        return false;
    }

    /// <summary>Whether <see cref="TryEnter"/> would be true, as things are.</summary>
    public bool MayEnter(int limit) => limit == 0 || Active < limit;

    public void Leave() => Interlocked.Decrement(ref _active);
}

/// <summary>
/// What a node knows of an address of a pool while it runs. There is one for all pools of a name, and it survives changes of
/// pool and route.
/// </summary>
public sealed class BackendState(long since) : ConnectionCount
{
    private long _others;

    /// <summary>When it was first heard of, in milliseconds of the pools' clock.</summary>
    public long Since => since;

    /// <summary>Of its handshakes, where a picker looks at it.</summary>
    public PeakLatency Latency { get; } = new();

    /// <summary>What other nodes have told of their connections here: the sum of their <see cref="ClusterLoad.Part"/>s.</summary>
    internal long Others
    {
        get => Volatile.Read(ref _others);
        set => Volatile.Write(ref _others, value);
    }

    /// <summary>Connections of all nodes, as <see cref="ClusterLoad"/> has them.</summary>
    /// <param name="others">How many other nodes there are.</param>
    public long LoadWith(int others) => others == 0 ? Active : ClusterLoad.Of(Active, others, Others);
}

/// <summary>What a node knows of a route while it runs; it survives changes of the route.</summary>
public sealed class RouteState : ConnectionCount;
