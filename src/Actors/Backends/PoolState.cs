using System.Collections.Immutable;
using System.Net;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Actors.Backends;

/// <summary>
/// A pool as it is configured now, with the state of its backends and the sequence of its picks. May be used from any thread.
/// </summary>
/// <param name="backends">In the order of the pool's.</param>
public sealed class PoolState(BackendPool pool, ImmutableArray<BackendState> backends, BackendSwitches switches)
{
    /// <summary>Backends up to which a pick needs no memory of the heap.</summary>
    private const int FewBackends = 128;

    private long _sequence = -1;

    public BackendPool Pool { get; } = pool;

    /// <summary>Connections, and attempts under way, of a backend of the pool.</summary>
    public int Active(int backend) => backends[backend].Active;

    /// <summary>Whether a backend has as many connections as it may.</summary>
    public bool IsFull(int backend) => Pool.MaxConnectionsPerBackend is > 0 and var limit && Active(backend) >= limit;

    /// <summary>Whether one that may be chosen, and was not tried, has as many connections as it may.</summary>
    public bool HasFull(ReadOnlySpan<bool> tried)
    {
        for (var i = 0; i < tried.Length; i++)
        {
            if (!tried[i] && !switches.IsOff(Pool.Backends[i].Id) && IsFull(i))
                return true;
        }
        return false;
    }

    /// <summary>The number of the next pick.</summary>
    public long NextSequence() => Interlocked.Increment(ref _sequence);

    /// <summary>
    /// The backend that the next connection of this client would get, as things are; -1 where there is none. Counts nothing.
    /// </summary>
    /// <param name="preferred">As of <see cref="Enter"/>.</param>
    public int Peek(IPAddress client, int preferred = -1)
    {
        var closed = new bool[backends.Length];
        Close(closed);
        var sequence = Volatile.Read(ref _sequence) + 1;
        return Choose(ref sequence, client, closed, preferred);
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
        var limit = Pool.MaxConnectionsPerBackend;
        if (limit > 0)
            return EnterLimited(ref sequence, client, tried, preferred, limit);
        var index = Choose(ref sequence, client, tried, preferred);
        if (index >= 0)
            backends[index].TryEnter(limit);
        return index;
    }

    public void Leave(int backend) => backends[backend].Leave();

    private int EnterLimited(ref long sequence, IPAddress client, ReadOnlySpan<bool> tried, int preferred, int limit)
    {
        bool[] closed = [.. tried];
        while (true)
        {
            Close(closed);
            var index = Choose(ref sequence, client, closed, preferred);
            if (index < 0 || backends[index].TryEnter(limit))
                return index;
            // Another thread took the last place.
            closed[index] = true;
        }
    }

    /// <summary>Marks those that have as many connections as they may.</summary>
    private void Close(Span<bool> closed)
    {
        for (var i = 0; i < closed.Length; i++)
            closed[i] |= IsFull(i);
    }

    private int Choose(ref long sequence, IPAddress client, ReadOnlySpan<bool> closed, int preferred)
    {
        if (!switches.AllOn)
            closed = WithDisabled(closed);
        if (preferred >= 0 && !closed[preferred])
            return preferred;
        if (sequence < 0)
            sequence = NextSequence();
        var random = (ulong)Random.Shared.NextInt64();
        if (!BackendPicker.ComparesLoads(Pool.Picker))
            return BackendPicker.Pick(Pool, new PickInput(sequence, random, client, excluded: closed));
        Span<int> active = backends.Length <= FewBackends ? stackalloc int[FewBackends] : new int[backends.Length];
        active = active[..backends.Length];
        for (var i = 0; i < active.Length; i++)
            active[i] = Active(i);
        return BackendPicker.Pick(Pool, new PickInput(sequence, random, client, active, closed));
    }

    private bool[] WithDisabled(ReadOnlySpan<bool> closed)
    {
        bool[] all = [.. closed];
        for (var i = 0; i < all.Length; i++)
            all[i] |= switches.IsOff(Pool.Backends[i].Id);
        return all;
    }
}
