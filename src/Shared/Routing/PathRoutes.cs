namespace ActorProxy.Shared.Routing;

/// <summary>The routes of one host and path: one for clients of all listeners, and those that name theirs.</summary>
internal readonly struct PathRoutes
{
    private readonly Route? _all;
    private readonly Route[]? _bound; // null: none, as of nearly all

    /// <exception cref="ArgumentException">Two are for the same listener, or for all.</exception>
    public PathRoutes(IEnumerable<Route> routes)
    {
        Route[] given = [.. routes];
        if (given.Where((route, i) => given.Take(i).Any(earlier => earlier.Listeners.Collides(route.Listeners)))
            .FirstOrDefault() is { } twice)
            throw new ArgumentException($"Two routes have the host, path and listeners of route '{twice.Id}'.", nameof(routes));
        _all = given.FirstOrDefault(route => route.Listeners.IsAll);
        Route[] bound = [.. given.Where(route => !route.Listeners.IsAll)];
        _bound = bound.Length == 0 ? null : bound;
    }

    /// <summary>The route for clients of the listener: one that names it, else the one for all.</summary>
    public Route? For(string listener)
    {
        if (_bound is not null)
            foreach (var route in _bound)
                if (route.Listeners.Serve(listener))
                    return route;
        return _all;
    }

    /// <summary>The route with these listeners.</summary>
    public Route? At(RouteListeners listeners)
    {
        if (listeners.IsAll)
            return _all;
        if (_bound is not null)
            foreach (var route in _bound)
                if (route.Listeners.Equals(listeners))
                    return route;
        return null;
    }
}
