using System.Collections.Concurrent;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Actors.Pools;

/// <summary>The load of every pool of the node. May be used from any thread.</summary>
public sealed class PoolLoads
{
    private readonly ConcurrentDictionary<BackendPool, PoolLoad> _loads = new();

    /// <summary>One and the same for pools that are equal.</summary>
    public PoolLoad Of(BackendPool pool) => _loads.GetOrAdd(pool, static p => new PoolLoad(p));
}
