using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Routing;

/// <summary>Puts routes together with the pools that they name.</summary>
public sealed class RouteSetup
{
    private readonly Dictionary<string, BackendPool> _pools;
    private readonly HashSet<string> _unreadable;

    /// <param name="pools">Those that can be named.</param>
    /// <param name="unreadable">Names of pools that have problems of their own: their routes are not to blame.</param>
    public RouteSetup(IEnumerable<BackendPool> pools, IEnumerable<string> unreadable)
    {
        _pools = pools.DistinctBy(pool => pool.Name, StringComparer.Ordinal).ToDictionary(pool => pool.Name, StringComparer.Ordinal);
        _unreadable = unreadable.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The route with its pool in place; null where there is none.</summary>
    public Route? Resolve(Route route, SettingsCheck check)
    {
        if (route.Responds)
            return route;
        if (!route.Backends.IsEmpty)
        {
            return route with { Pool = new BackendPool(route.Id, route.Backends, PickerKind.RoundRobin) };
        }
        if (!route.Pool.Backends.IsEmpty)
            return route;
        if (_pools.TryGetValue(route.Pool.Name, out var pool))
            return route with { Pool = pool };
        if (check.Has("pool") && !check.Has("backends") && !_unreadable.Contains(route.Pool.Name))
            check.Problem("pool", $"there is no pool '{route.Pool.Name}'", check.Nearest(route.Pool.Name, _pools.Keys));
        return null;
    }
}
