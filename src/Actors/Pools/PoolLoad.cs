using System.Net;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Actors.Pools;

/// <summary>
/// What changes about a pool while it serves: connections per backend and the sequence of picks. May be used from any thread.
/// </summary>
public sealed class PoolLoad(BackendPool pool, BackendSwitches switches)
{
    private readonly int[] _active = new int[pool.Backends.Count];
    private long _sequence = -1;

    public BackendPool Pool { get; } = pool;

    /// <summary>Connections, and attempts under way, of a backend of the pool.</summary>
    public int Active(int backend) => Volatile.Read(ref _active[backend]);

    /// <summary>The number of the next pick.</summary>
    public long NextSequence() => Interlocked.Increment(ref _sequence);

    /// <summary>
    /// The backend that the next connection of this client would get, as things are; -1 where there is none. Counts nothing.
    /// </summary>
    public int Peek(IPAddress client)
    {
        var closed = new bool[_active.Length];
        for (var i = 0; i < closed.Length; i++)
            closed[i] = Pool.MaxConnectionsPerBackend is > 0 and var limit && Active(i) >= limit;
        var sequence = Volatile.Read(ref _sequence) + 1;
        return Choose(ref sequence, client, closed, preferred: -1);
    }

    /// <summary>
    /// Chooses a backend and counts the connection there until <see cref="Leave"/>. -1 where none is left, or those are full.
    /// </summary>
    /// <param name="sequence">
    /// The number of this connection's pick, which its later ones keep; below 0 before the first. A client that is led by its cookie
    /// takes none.
    /// </param>
    /// <param name="tried">True, by index, for those that this connection has tried.</param>
    /// <param name="preferred">The backend to take if it may be; -1 for none.</param>
    public int Enter(ref long sequence, IPAddress client, ReadOnlySpan<bool> tried, int preferred = -1)
    {
        if (Pool.MaxConnectionsPerBackend is > 0 and var limit)
            return EnterLimited(ref sequence, client, tried, preferred, limit);
        var index = Choose(ref sequence, client, tried, preferred);
        if (index >= 0)
            Interlocked.Increment(ref _active[index]);
        return index;
    }

    public void Leave(int backend) => Interlocked.Decrement(ref _active[backend]);

    private int EnterLimited(ref long sequence, IPAddress client, ReadOnlySpan<bool> tried, int preferred, int limit)
    {
        bool[] closed = [.. tried];
        while (true)
        {
            for (var i = 0; i < closed.Length; i++)
                closed[i] |= Active(i) >= limit;
            var index = Choose(ref sequence, client, closed, preferred);
            if (index < 0 || Interlocked.Increment(ref _active[index]) <= limit)
                return index;
            // Another thread took the last place.
            Leave(index);
            closed[index] = true;
        }
    }

    private int Choose(ref long sequence, IPAddress client, ReadOnlySpan<bool> closed, int preferred)
    {
        if (!switches.AllOn)
            closed = WithDisabled(closed);
        if (preferred >= 0 && !closed[preferred])
            return preferred;
        if (sequence < 0)
            sequence = NextSequence();
        return BackendPicker.Pick(Pool, new PickInput(sequence, (ulong)Random.Shared.NextInt64(), client, _active, closed));
    }

    private bool[] WithDisabled(ReadOnlySpan<bool> closed)
    {
        bool[] all = [.. closed];
        for (var i = 0; i < all.Length; i++)
            all[i] |= switches.IsOff(Pool.Backends[i].Id);
        return all;
    }
}
