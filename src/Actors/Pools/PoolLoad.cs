using System.Net;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Actors.Pools;

/// <summary>What changes about a pool while it serves: connections per backend and the turn. May be used from any thread.</summary>
public sealed class PoolLoad(BackendPool pool)
{
    private readonly int[] _active = new int[pool.Backends.Length];
    private long _turn = -1;

    public BackendPool Pool { get; } = pool;

    /// <summary>Connections, and attempts under way, of a backend of the pool.</summary>
    public int Active(int backend) => Volatile.Read(ref _active[backend]);

    /// <summary>The number of this connection's pick.</summary>
    public long NextTurn() => Interlocked.Increment(ref _turn);

    /// <summary>Chooses a backend and counts the connection there until <see cref="Leave"/>. -1 where none is left.</summary>
    /// <param name="tried">True, by index, for those that this connection has tried.</param>
    public int Enter(long turn, IPAddress client, ReadOnlySpan<bool> tried)
    {
        var index = BackendPicker.Pick(Pool, new PickInput(turn, (ulong)Random.Shared.NextInt64(), client, _active, tried));
        if (index >= 0)
            Interlocked.Increment(ref _active[index]);
        return index;
    }

    public void Leave(int backend) => Interlocked.Decrement(ref _active[backend]);
}
