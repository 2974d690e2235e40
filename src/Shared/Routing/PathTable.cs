using System.Collections.Frozen;
using System.Collections.Immutable;
using ActorProxy.Shared.Routing.Matching;

namespace ActorProxy.Shared.Routing;

/// <summary>The routes of one host pattern by path.</summary>
internal sealed class PathTable
{
    private readonly FrozenDictionary<string, PathRoutes>.AlternateLookup<ReadOnlySpan<char>> _exact;
    private readonly FrozenDictionary<string, PathRoutes>.AlternateLookup<ReadOnlySpan<char>> _prefix;
    private readonly int _longestPrefix;
    private readonly PathRoutes _root;

    public PathTable(ImmutableArray<Route> all)
    {
        Routes = all;
        _root = new PathRoutes(all.Where(r => r.Path == PathPattern.All));
        _exact = Paths(all.Where(r => r.Path.Kind == PathPatternKind.Exact));
        var prefixes = all.Where(r => r.Path.Kind == PathPatternKind.Prefix && r.Path != PathPattern.All).ToList();
        _prefix = Paths(prefixes);
        _longestPrefix = prefixes.Select(r => r.Path.Value.Length).DefaultIfEmpty(0).Max();

        static FrozenDictionary<string, PathRoutes>.AlternateLookup<ReadOnlySpan<char>> Paths(IEnumerable<Route> routes) =>
            routes.GroupBy(r => r.Path.Value, StringComparer.Ordinal)
                .ToFrozenDictionary(g => g.Key, g => new PathRoutes(g), StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public ImmutableArray<Route> Routes { get; }

    /// <summary>The route that stands where this one does: with its path, listeners and conditions; or null.</summary>
    public Route? At(Route place)
    {
        var path = place.Path;
        if (path == PathPattern.All)
            return _root.At(place.Listeners, place.Match);
        return (path.Kind == PathPatternKind.Exact ? _exact : _prefix).TryGetValue(path.Value, out var routes)
            ? routes.At(place.Listeners, place.Match)
            : null;
    }

    /// <param name="listener">By which the client came. A path whose routes are for others does not hide shorter ones.</param>
    /// <param name="request">A path whose conditions it does not meet does not hide shorter ones either.</param>
    public Route? Find(ReadOnlySpan<char> path, string listener, in RequestView request)
    {
        if (_exact.TryGetValue(path, out var routes) && routes.For(listener, request) is { } exact)
            return exact;
        var prefix = path;
        // Nothing longer can match, and a client that sends thousands of slashes costs no more than a short path.
        if (prefix.Length > _longestPrefix)
            prefix = path[_longestPrefix] == '/' ? path[.._longestPrefix] : Parent(path[.._longestPrefix]);
        for (; !prefix.IsEmpty; prefix = Parent(prefix))
            if (_prefix.TryGetValue(prefix, out routes) && routes.For(listener, request) is { } route)
                return route;
        return path is ['/', ..] ? _root.For(listener, request) : null;
    }

    private static ReadOnlySpan<char> Parent(ReadOnlySpan<char> path)
    {
        var slash = path.LastIndexOf('/');
        return slash < 0 ? default : path[..slash];
    }
}
