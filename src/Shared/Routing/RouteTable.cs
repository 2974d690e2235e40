using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace ActorProxy.Shared.Routing;

/// <summary>
/// All routes, ready for lookup. Hosts: exact, then the longest wildcard, then the default. Paths within a host: exact,
/// then the longest prefix. A host that has no matching path does not hide the routes of less specific hosts: the search
/// falls through to them.
/// </summary>
public sealed class RouteTable
{
    private readonly FrozenDictionary<string, PathTable>.AlternateLookup<ReadOnlySpan<char>> _exact;
    private readonly FrozenDictionary<string, PathTable>.AlternateLookup<ReadOnlySpan<char>> _wildcard;
    private readonly PathTable? _default;

    private RouteTable(ImmutableArray<Route> routes)
    {
        Routes = routes;
        _exact = Hosts(HostPatternKind.Exact);
        _wildcard = Hosts(HostPatternKind.Wildcard);
        var rest = routes.Where(r => r.Host.Kind == HostPatternKind.Default).ToList();
        _default = rest.Count == 0 ? null : new PathTable(rest);

        FrozenDictionary<string, PathTable>.AlternateLookup<ReadOnlySpan<char>> Hosts(HostPatternKind kind) => routes
            .Where(r => r.Host.Kind == kind)
            .GroupBy(r => r.Host.Name, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(g => g.Key, g => new PathTable(g), StringComparer.OrdinalIgnoreCase)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public static RouteTable Empty { get; } = new([]);

    /// <summary>In the order given.</summary>
    public ImmutableArray<Route> Routes { get; }

    /// <param name="errors">Every collision of ids, and of host and path.</param>
    public static bool TryCreate(IEnumerable<Route> routes, [NotNullWhen(true)] out RouteTable? table, out ImmutableArray<RouteTableError> errors)
    {
        ImmutableArray<Route> all = [.. routes];
        var found = ImmutableArray.CreateBuilder<RouteTableError>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var places = new Dictionary<(HostPattern, PathPattern), Route>();
        foreach (var route in all)
        {
            if (!ids.Add(route.Id))
                found.Add(new RouteTableError(route.Id, $"there are two routes with the id '{route.Id}'"));
            else if (!places.TryAdd((route.Host, route.Path), route))
                found.Add(new RouteTableError(route.Id,
                    $"host {route.Host} and path {route.Path.Value} are already taken by route '{places[(route.Host, route.Path)].Id}'"));
        }
        errors = found.ToImmutable();
        table = errors.IsEmpty ? new RouteTable(all) : null;
        return table is not null;
    }

    /// <summary>Whether it has this very object. Where it has not, there may still be one with the same values. Allocates nothing.</summary>
    public bool Has(Route route) => ReferenceEquals(At(route.Host, route.Path), route);

    /// <summary>The route that has this host and path, or null; no other route's place is looked at. Allocates nothing.</summary>
    public Route? At(HostPattern host, PathPattern path)
    {
        PathTable? paths;
        switch (host.Kind)
        {
            case HostPatternKind.Exact:
                _exact.TryGetValue(host.Name, out paths);
                break;
            case HostPatternKind.Wildcard:
                _wildcard.TryGetValue(host.Name, out paths);
                break;
            default:
                paths = _default;
                break;
        }
        return paths?.At(path);
    }

    /// <summary>The route of a request, or null. Allocates nothing; takes time by the segments of the longest prefix.</summary>
    /// <param name="host">Value of the Host field, with or without a port, in any case.</param>
    /// <param name="path">Path normalised by <see cref="RequestPath.TryNormalize"/>.</param>
    public Route? Match(ReadOnlySpan<char> host, ReadOnlySpan<char> path)
    {
        var name = HostName.WithoutPort(host);
        if (name.Length <= HostName.MaxLength)
        {
            if (_exact.TryGetValue(name, out var paths) && paths.Find(path) is { } route)
                return route;
            for (var dot = name.IndexOf('.'); dot >= 0; dot = name.IndexOf('.'))
            {
                name = name[(dot + 1)..];
                if (_wildcard.TryGetValue(name, out paths) && paths.Find(path) is { } below)
                    return below;
            }
        }
        return _default?.Find(path);
    }
}
