using System.Collections.Immutable;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Registry;

/// <summary>All routes of one virtual host, as the registry has them.</summary>
/// <param name="Revision">Grows by one with each change; 0 where there was none yet.</param>
/// <param name="ChangedAt">When the registry took the last change, by its clock, UTC.</param>
/// <param name="Layers">By origin; one without routes may be there, for the revision that it is of.</param>
public sealed record HostRoutes(HostPattern Host, long Revision, DateTimeOffset ChangedAt, ImmutableArray<RouteLayer> Layers) : IWireMessage
{
    public static HostRoutes Empty(HostPattern host) => new(host, 0, default, []);

    public RouteLayer Layer(string origin) => Layers.FirstOrDefault(l => l.Origin == origin) ?? new RouteLayer(origin, 0, []);

    /// <summary>Whether routes of that origin were there at some time.</summary>
    public bool HasLayer(string origin) => Layers.Any(l => l.Origin == origin);

    public HostRoutes With(RouteLayer layer) => this with
    {
        Layers = [.. Layers.Where(l => l.Origin != layer.Origin).Append(layer).OrderBy(l => l.Origin, StringComparer.Ordinal)],
    };

    /// <summary>The routes that serve: the operator's, and of the others those whose id and path no operator has taken.</summary>
    public ImmutableArray<Route> Effective() =>
        Layers.Length == 1 ? Layers[0].Routes : [.. Layer(RouteLayer.Operator).Routes, .. Others(taken: false)];

    /// <summary>Ids of routes that do not serve, since an operator has taken their id or path.</summary>
    public ImmutableArray<string> Shadowed() => [.. Others(taken: true).Select(r => r.Id)];

    /// <summary>
    /// The same, with one object where pools are equal: routes that were read from JSON have one each, which is most of their memory.
    /// </summary>
    public HostRoutes Compact()
    {
        var pools = new Dictionary<BackendPool, BackendPool>();
        return this with { Layers = [.. Layers.Select(l => l with { Routes = [.. l.Routes.Select(Share)] })] };

        Route Share(Route route) => pools.TryAdd(route.Pool, route.Pool) ? route : route with { Pool = pools[route.Pool] };
    }

    public bool Equals(HostRoutes? other) =>
        other is not null && Host == other.Host && Revision == other.Revision && ChangedAt == other.ChangedAt
        && Layers.AsSpan().SequenceEqual(other.Layers.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Host, Revision);

    private IEnumerable<Route> Others(bool taken)
    {
        var mine = Layer(RouteLayer.Operator).Routes;
        var ids = mine.Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        var paths = mine.ToLookup(r => r.Path);
        return Layers.Where(l => l.Origin != RouteLayer.Operator).SelectMany(l => l.Routes)
            .Where(r => (ids.Contains(r.Id) || paths[r.Path].Any(m => m.Collides(r))) == taken);
    }
}
