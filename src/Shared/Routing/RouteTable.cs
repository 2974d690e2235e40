using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Routing.Matching;
using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Routing;

/// <summary>
/// All routes, ready for lookup. Hosts: exact, then the longest wildcard, then the default. Paths within a host: exact,
/// then the longest prefix. A host that has no matching path does not hide the routes of less specific hosts: the search
/// falls through to them. Of routes with the same host and path the one that names the client's listener goes before the one
/// for all listeners, then the one with more conditions; those that name others, or whose conditions do not hold, are not there for
/// the client.
/// </summary>
public sealed class RouteTable
{
    private readonly HostTable _exact;
    private readonly HostTable _wildcard;
    private readonly PathTable? _default;
    private readonly Lazy<ImmutableArray<Route>> _routes;
    private readonly Lazy<ImmutableArray<BackendPool>> _pools;
    private readonly PolicyLayers _layers;

    private RouteTable(HostTable exact, HostTable wildcard, PathTable? rest, PolicyLayers layers, DotSegments dots,
        ImmutableArray<Route>? routes = null)
    {
        (_exact, _wildcard, _default, _layers, DotSegments) = (exact, wildcard, rest, layers, dots);
        _routes = routes is { } given
            ? new Lazy<ImmutableArray<Route>>(given)
            : new Lazy<ImmutableArray<Route>>(() => [.. ByName(exact), .. ByName(wildcard), .. rest?.Routes ?? []]);
        _pools = new Lazy<ImmutableArray<BackendPool>>(() =>
            [.. Routes.Select(route => route.Pool).Distinct(ReferenceEqualityComparer.Instance).Cast<BackendPool>()]);
    }

    public static RouteTable Empty { get; } = new(HostTable.Empty, HostTable.Empty, null, PolicyLayers.None, DotSegments.Refuse, []);

    /// <summary>All routes: in the order given, or by the names of hosts where some were replaced.</summary>
    public ImmutableArray<Route> Routes => _routes.Value;

    /// <summary>The pools of all routes, each object once. Of 100,000 routes most share one.</summary>
    public ImmutableArray<BackendPool> Pools => _pools.Value;

    /// <summary>How the paths of requests are read before they are looked up.</summary>
    public DotSegments DotSegments { get; }

    /// <summary>The routes of one host pattern.</summary>
    public ImmutableArray<Route> Of(HostPattern host) => PathsOf(host)?.Routes ?? [];

    /// <summary>The table with other routes for some hosts. Ids are unique within a host.</summary>
    /// <param name="hosts">
    /// Each with all of its routes, of which no two have the same path, listener and conditions; none removes the host.
    /// </param>
    /// <exception cref="ArgumentException">Two routes of a host have the same path, listener and conditions.</exception>
    public RouteTable With(IEnumerable<KeyValuePair<HostPattern, ImmutableArray<Route>>> hosts)
    {
        List<(string Name, PathTable? Paths)> exact = [], wildcard = [];
        var rest = _default;
        foreach (var (host, routes) in hosts)
        {
            var paths = routes.IsEmpty ? null : new PathTable(routes);
            if (host.Kind == HostPatternKind.Default)
                rest = paths;
            else
                (host.Kind == HostPatternKind.Exact ? exact : wildcard).Add((host.Name, paths));
        }
        return new RouteTable(_exact.With(exact), _wildcard.With(wildcard), rest, _layers, DotSegments);
    }

    /// <summary>The table with what the node and its listeners say for all routes.</summary>
    /// <param name="dots">As of <see cref="DotSegments"/>.</param>
    public RouteTable Under(PolicyLayers layers, DotSegments dots = DotSegments.Refuse) =>
        ReferenceEquals(layers, _layers) && dots == DotSegments
            ? this
            : new(_exact, _wildcard, _default, layers, dots, _routes.IsValueCreated ? _routes.Value : null);

    /// <summary>What holds for a client of this listener by a route of the table.</summary>
    public PolicySet PoliciesOf(Route route, string listener) => _layers.Of(route.Policies, route.Pool.Policies, listener);

    /// <summary>What holds for a client of this listener for whom there is no route.</summary>
    public PolicySet PoliciesOf(string listener) => _layers.Of(PolicySet.Empty, PolicySet.Empty, listener);

    /// <summary>Whether clients come by this listener.</summary>
    public bool HasListener(string listener) => _layers.Has(listener);

    /// <param name="errors">Every collision of ids, and of host, path, listener and conditions.</param>
    public static bool TryCreate(IEnumerable<Route> routes, [NotNullWhen(true)] out RouteTable? table,
        out ImmutableArray<RouteTableError> errors)
    {
        ImmutableArray<Route> all = [.. routes];
        var found = ImmutableArray.CreateBuilder<RouteTableError>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var places = new Dictionary<(HostPattern, PathPattern), List<Route>>();
        foreach (var route in all)
        {
            if (!ids.Add(route.Id))
                found.Add(new RouteTableError(route.Id, $"there are two routes with the id '{route.Id}'"));
            else if (!places.TryGetValue((route.Host, route.Path), out var there))
                places.Add((route.Host, route.Path), [route]);
            else if (there.Find(route.Collides) is { } taken)
                found.Add(new RouteTableError(route.Id,
                    $"host {route.Host} and path {route.Path.Value} are already taken by route "
                        + $"'{taken.Id}'{(taken.Listeners.IsAll ? "" : $" on listeners {taken.Listeners}")}"));
            else
                there.Add(route);
        }
        errors = found.ToImmutable();
        table = errors.IsEmpty ? From(all) : null;
        return table is not null;
    }

    /// <summary>
    /// Whether it has this very object. Where it has not, there may still be one with the same values. Allocates nothing.
    /// </summary>
    public bool Has(Route route) => ReferenceEquals(At(route), route);

    /// <summary>
    /// The route that stands where this one does: with its host, path, listeners and conditions; or null. No other route's place is
    /// looked at. Allocates nothing.
    /// </summary>
    public Route? At(Route place) => PathsOf(place.Host)?.At(place);

    /// <summary>The route of a request, or null. Allocates nothing; takes time by the segments of the longest prefix.</summary>
    /// <param name="host">Value of the Host field, with or without a port, in any case.</param>
    /// <param name="path">The path of a <see cref="RequestPath"/>.</param>
    /// <param name="listener">Name of the listener by which the client came; without one, routes that name listeners are left out.</param>
    /// <param name="request">What conditions look at; without it, routes that have some are left out.</param>
    public Route? Match(ReadOnlySpan<char> host, ReadOnlySpan<char> path, string listener = "", RequestView request = default)
    {
        var name = HostName.WithoutPort(host);
        if (name.Length <= HostName.MaxLength)
        {
            if (_exact.Find(name)?.Find(path, listener, request) is { } route)
                return route;
            for (var dot = name.IndexOf('.'); dot >= 0; dot = name.IndexOf('.'))
            {
                name = name[(dot + 1)..];
                if (_wildcard.Find(name)?.Find(path, listener, request) is { } below)
                    return below;
            }
        }
        return _default?.Find(path, listener, request);
    }

    private PathTable? PathsOf(HostPattern host) => host.Kind switch
    {
        HostPatternKind.Exact => _exact.Find(host.Name),
        HostPatternKind.Wildcard => _wildcard.Find(host.Name),
        _ => _default,
    };

    private static RouteTable From(ImmutableArray<Route> routes)
    {
        var table = Empty.With(routes.GroupBy(r => r.Host).Select(g => KeyValuePair.Create(g.Key, g.ToImmutableArray())));
        return new RouteTable(table._exact, table._wildcard, table._default, table._layers, table.DotSegments, routes);
    }

    private static IEnumerable<Route> ByName(HostTable hosts) =>
        hosts.All.OrderBy(paths => paths.Routes[0].Host.Name, StringComparer.Ordinal).SelectMany(paths => paths.Routes);
}

/// <summary>Why a route cannot be in a table.</summary>
/// <param name="RouteId">The route at fault; of two that collide, the later one.</param>
public sealed record RouteTableError(string RouteId, string Message);
