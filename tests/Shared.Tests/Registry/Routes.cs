using System.Collections.Immutable;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Tests.Backends;
using CsCheck;

namespace ActorProxy.Shared.Tests.Registry;

/// <summary>Short forms of hosts, paths and routes.</summary>
internal static class Routes
{
    public static HostPattern Host(string text) =>
        HostPattern.TryParse(text, out var host, out var error) ? host : throw new ArgumentException(error);

    public static PathPattern Exact(string text) =>
        PathPattern.TryExact(text, out var path, out var error) ? path : throw new ArgumentException(error);

    /// <summary>Routes of host h: <c>id:/path</c> each.</summary>
    public static ImmutableArray<Route> Of(params string[] routes) => [.. routes.Select(One)];

    public static Route One(string route) => Pools.Route("h", route.Split(':')[1], route.Split(':')[0]);

    public static IEnumerable<string> Ids(this IEnumerable<Route> routes) => routes.Select(r => r.Id);

    /// <summary>A host's routes of both layers; null leaves a layer out.</summary>
    public static HostRoutes Known(long revision, int configurationRevision, ImmutableArray<Route>? configuration,
        ImmutableArray<Route>? mine = null)
    {
        var routes = HostRoutes.Empty(Host("h")) with { Revision = revision };
        if (configuration is { } declared)
            routes = routes.With(new RouteLayer(RouteLayer.Configuration, configurationRevision, declared));
        return mine is { } put ? routes.With(new RouteLayer(RouteLayer.Operator, 0, put)) : routes;
    }

    /// <summary>Few ids and paths, so that they collide; all of one host.</summary>
    public static readonly Gen<Route> Colliding = Gen.Select(Gen.Int[0, 5], Gen.Int[0, 5], (id, path) => One($"r{id}:/p{path}"));
}
