using System.Net;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Actors.Backends;

/// <summary>
/// The state of every pool, backend and route that is in the node's table or has connections. A pool that has changed is another
/// one; its backends, by the pool's name and their address, and its routes, by host and id, stay. May be used from any thread.
/// </summary>
public sealed class PoolStates
{
    private readonly StateTable<BackendPool, PoolState> _pools;
    private readonly StateTable<(string Pool, BackendAddress Address), BackendState> _backends = new(_ => new BackendState());
    private readonly StateTable<(HostPattern Host, string Route), RouteState> _routes = new(_ => new RouteState());

    public PoolStates() => _pools = new StateTable<BackendPool, PoolState>(pool =>
        new PoolState(pool, [.. KeysOf(pool).Select(_backends.Of)], Switches));

    /// <summary>Backends that get no new connections.</summary>
    public BackendSwitches Switches { get; } = new();

    /// <summary>Pools, backends and routes whose state is there, of old tables also.</summary>
    internal int Count => _pools.Count + _backends.Count + _routes.Count;

    /// <summary>One and the same for pools that are equal, while one of them is in the table or has a connection.</summary>
    public PoolState Of(BackendPool pool) => _pools.Of(pool);

    /// <summary>The way of a request through the backends of its route; it has not begun.</summary>
    /// <inheritdoc cref="BackendSelection(PoolState, RouteState, IPAddress, int)"/>
    public BackendSelection Select(Route route, IPAddress client, int maxAttempts) =>
        new(Of(route.Pool), _routes.Of(KeyOf(route)), client, maxAttempts);

    /// <summary>
    /// Forgets, once in a while, what neither this table nor a connection has: a node whose routes change all day would collect
    /// the states of all of them.
    /// </summary>
    /// <param name="current">By which the node serves now.</param>
    public void Prune(RouteTable current)
    {
        _pools.Prune(() => current.Routes.Select(route => route.Pool));
        _backends.Prune(() => current.Routes.SelectMany(route => KeysOf(route.Pool)));
        _routes.Prune(() => current.Routes.Select(KeyOf));
    }

    private static IEnumerable<(string Pool, BackendAddress Address)> KeysOf(BackendPool pool) =>
        pool.Backends.Select(backend => (pool.Name, backend.Address));

    private static (HostPattern Host, string Route) KeyOf(Route route) => (route.Host, route.Id);
}
