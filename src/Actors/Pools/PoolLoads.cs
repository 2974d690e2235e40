using System.Net;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.Limits;
using ActorProxy.Shared.Policies.Stickiness;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Actors.Pools;

/// <summary>The load of every pool and route that is in the node's table or has connections. May be used from any thread.</summary>
public sealed class PoolLoads
{
    private readonly LoadTable<BackendPool, PoolLoad> _pools;
    private readonly LoadTable<(HostPattern Host, string Route, int Limit), RouteLoad> _routes = new(key => new RouteLoad(key.Limit));

    public PoolLoads() => _pools = new LoadTable<BackendPool, PoolLoad>(pool => new PoolLoad(pool, Switches));

    /// <summary>Backends that get no new connections.</summary>
    public BackendSwitches Switches { get; } = new();

    /// <summary>Pools and routes whose load is there, of old tables also.</summary>
    internal int Count => _pools.Count + _routes.Count;

    /// <summary>One and the same for pools that are equal, while one of them is in the table or has a connection.</summary>
    public PoolLoad Of(BackendPool pool) => _pools.Of(pool);

    /// <summary>The way of a request through the backends of its route; it has not begun.</summary>
    /// <param name="client">The client's address, as a trusted peer tells it where the peer is one.</param>
    /// <param name="fields">Of the request.</param>
    /// <param name="policies">What holds for the request.</param>
    public BackendSelection Select(Route route, PolicySet policies, IPAddress client, HeaderFields fields) =>
        new(Of(route.Pool), LimitOf(route) > 0 ? _routes.Of(KeyOf(route)) : null, policies.Find<StickyCookie>(), client, fields);

    /// <summary>
    /// Forgets, once in a while, what neither this table nor a connection has: a node whose routes change all day would collect
    /// the loads of all of them.
    /// </summary>
    /// <param name="current">By which the node serves now.</param>
    public void Prune(RouteTable current)
    {
        _pools.Prune(() => current.Routes.Select(route => route.Pool));
        _routes.Prune(() => current.Routes.Where(route => LimitOf(route) > 0).Select(KeyOf));
    }

    private static int LimitOf(Route route) => route.Policies.Of<ConnectionLimit>().MaxConnections;

    private static (HostPattern Host, string Route, int Limit) KeyOf(Route route) => (route.Host, route.Id, LimitOf(route));
}
