using System.Collections.Concurrent;
using System.Net;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Actors.Pools;

/// <summary>The load of every pool and route of the node. May be used from any thread.</summary>
public sealed class PoolLoads
{
    private readonly ConcurrentDictionary<BackendPool, PoolLoad> _pools = new();
    private readonly ConcurrentDictionary<(string Route, int Limit), RouteLoad> _routes = new();

    /// <summary>Backends that get no new connections.</summary>
    public BackendSwitches Switches { get; } = new();

    /// <summary>One and the same for pools that are equal.</summary>
    public PoolLoad Of(BackendPool pool) => _pools.GetOrAdd(pool, static (p, switches) => new PoolLoad(p, switches), Switches);

    /// <summary>The way of a request through the backends of its route; it has not begun.</summary>
    /// <param name="client">The client's address, by a trusted peer's word where the peer is one.</param>
    /// <param name="fields">Of the request.</param>
    public BackendTurn Turn(Route route, IPAddress client, HeaderFields fields)
    {
        var limited = route.Policy.MaxConnections is > 0 and var limit ? _routes.GetOrAdd((route.Id, limit), static key => new RouteLoad(key.Limit)) : null;
        return new BackendTurn(Of(route.Pool), limited, client, fields);
    }
}
