using System.Collections.Immutable;
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

    public HostRoutes With(RouteLayer layer) => this with
    {
        Layers = [.. Layers.Where(l => l.Origin != layer.Origin).Append(layer).OrderBy(l => l.Origin, StringComparer.Ordinal)],
    };

    /// <summary>The routes that serve: the operator's, and of the others those whose id and path no operator has taken.</summary>
    public ImmutableArray<Route> Effective()
    {
        if (Layers.Length == 1)
            return Layers[0].Routes;
        var routes = Layer(RouteLayer.Operator).Routes.ToBuilder();
        foreach (var route in Layers.Where(l => l.Origin != RouteLayer.Operator).SelectMany(l => l.Routes))
        {
            if (!Collides(route, routes))
                routes.Add(route);
        }
        return routes.ToImmutable();
    }

    /// <summary>Ids of routes that do not serve, since an operator has taken their id or path.</summary>
    public ImmutableArray<string> Shadowed()
    {
        var effective = Effective();
        return [.. Layers.SelectMany(l => l.Routes).Where(r => !effective.Contains(r, ReferenceEqualityComparer.Instance)).Select(r => r.Id)];
    }

    public bool Equals(HostRoutes? other) =>
        other is not null && Host == other.Host && Revision == other.Revision && ChangedAt == other.ChangedAt
        && Layers.AsSpan().SequenceEqual(other.Layers.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Host, Revision);

    private static bool Collides(Route route, IEnumerable<Route> others) => others.Any(o => o.Id == route.Id || o.Path == route.Path);
}
