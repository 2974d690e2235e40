using ActorProxy.Shared.Routing.Matching;

namespace ActorProxy.Shared.Routing;

/// <summary>The routes of one host and path, those that go before others first.</summary>
internal readonly struct PathRoutes
{
    private readonly Route? _only; // where there is one, as nearly everywhere
    private readonly Route[]? _several;

    /// <exception cref="ArgumentException">None of two goes before the other.</exception>
    public PathRoutes(IEnumerable<Route> routes)
    {
        Route[] given = [.. routes];
        if (given.Where((route, i) => given.Take(i).Any(route.Collides)).FirstOrDefault() is { } twice)
            throw new ArgumentException($"Two routes have the host, path, listeners and conditions of route '{twice.Id}'.", nameof(routes));
        _only = given.Length == 1 ? given[0] : null;
        _several = given.Length > 1
            ? [.. given.OrderBy(route => route.Listeners.IsAll).ThenBy(route => route.Match.Rank)
                .ThenBy(route => route.Id, StringComparer.Ordinal)]
            : null;
    }

    /// <summary>The first that is for clients of the listener, and whose conditions the request meets.</summary>
    public Route? For(string listener, in RequestView request)
    {
        if (_only is not null)
            return Serves(_only, listener, request) ? _only : null;
        if (_several is not null)
            foreach (var route in _several)
                if (Serves(route, listener, request))
                    return route;
        return null;
    }

    /// <summary>The route with these listeners and conditions.</summary>
    public Route? At(RouteListeners listeners, RequestMatch match)
    {
        foreach (var route in _several ?? (_only is null ? [] : new ReadOnlySpan<Route>(in _only)))
            if (route.Listeners.Equals(listeners) && route.Match.Equals(match))
                return route;
        return null;
    }

    private static bool Serves(Route route, string listener, in RequestView request) =>
        route.Listeners.Serve(listener) && route.Match.Accepts(request);
}
