using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Actors.Tests.Registry;

/// <summary>Short forms of hosts, routes and tables.</summary>
internal static class HostRoute
{
    public static HostPattern Host(string text) =>
        HostPattern.TryParse(text, out var host, out var error) ? host : throw new ArgumentException(error);

    /// <param name="route"><c>id:/path</c>.</param>
    public static Route Of(string host, string route)
    {
        var (id, path) = (route.Split(':')[0], route.Split(':')[1]);
        return TestRoutes.Route(TestRoutes.Pool("ws://127.0.0.1:1"), path, host: host) with { Id = id };
    }

    /// <param name="routes"><c>host id:/path</c> each.</param>
    public static RouteTable Table(params IEnumerable<string> routes)
    {
        Assert.True(RouteTable.TryCreate(routes.Select(route => Of(route.Split(' ')[0], route.Split(' ')[1])), out var table, out _));
        return table;
    }

    /// <summary>What a table has for a host: <c>id:/path</c> each, in order.</summary>
    public static string Of(this RouteTable table, string host) =>
        string.Join(' ', table.Of(Host(host)).Select(route => $"{route.Id}:{route.Path.Value}").Order(StringComparer.Ordinal));
}
