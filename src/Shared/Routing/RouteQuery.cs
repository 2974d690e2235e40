using System.Collections.Immutable;

namespace ActorProxy.Shared.Routing;

/// <summary>Which of a table's routes somebody wants to see. Null filters let all through.</summary>
public sealed record RouteQuery
{
    public HostPattern? Host { get; init; }

    /// <summary>The id, which routes of several hosts may have.</summary>
    public string? Id { get; init; }

    /// <summary>Id of a backend that the route's pool has.</summary>
    public string? Backend { get; init; }

    public RouteOrder Order { get; init; }

    /// <summary>Routes of a page at most, 1 or more.</summary>
    public int Limit { get; init; } = 1000;

    /// <summary>The end of the page before, which also says the order; null for the first page.</summary>
    public RoutePlace? After { get; init; }

    /// <summary>
    /// The page. Where the last route of the page before is gone meanwhile, those that follow its place in the order are next; by host,
    /// where the place within a host is known no more, that host begins again.
    /// </summary>
    public RoutePage Page(RouteTable table)
    {
        var order = After?.Order ?? Order;
        var routes = (Host is null ? table.Routes : table.Of(Host)).AsEnumerable()
            .Where(route => (Id is null || route.Id == Id) && (
                Backend is null || route.Pool.Backends.Any(backend => backend.Id == Backend)));
        var sorted = (order == RouteOrder.Host
            ? routes.OrderBy(route => HostKey(route.Host), StringComparer.Ordinal) // which keeps the order within a host
            : routes.OrderBy(route => route.Id, StringComparer.Ordinal).ThenBy(route => HostKey(route.Host), StringComparer.Ordinal))
                .ToList();
        var start = After is null ? 0 : Start(sorted, After);
        var page = sorted.Skip(start).Take(Limit).ToList();
        var next = start + page.Count < sorted.Count ? new RoutePlace(order, page[^1].Host, page[^1].Id) : null;
        return new RoutePage([.. page], next);
    }

    private static int Start(List<Route> sorted, RoutePlace after)
    {
        var last = sorted.FindIndex(route => route.Id == after.Id && route.Host == after.Host);
        if (last >= 0)
            return last + 1;
        var following = sorted.FindIndex(route => Follows(route, after));
        return following < 0 ? sorted.Count : following;
    }

    private static bool Follows(Route route, RoutePlace after)
    {
        var host = string.CompareOrdinal(HostKey(route.Host), HostKey(after.Host));
        if (after.Order == RouteOrder.Host)
            return host >= 0;
        var id = string.CompareOrdinal(route.Id, after.Id);
        return id > 0 || (id == 0 && host > 0);
    }

    /// <summary>Names in their order, each before what is below it, and all hosts last: names have neither space nor tilde.</summary>
    private static string HostKey(HostPattern host) => host.Kind switch
    {
        HostPatternKind.Exact => host.Name,
        HostPatternKind.Wildcard => $"{host.Name} ",
        _ => "~",
    };
}

/// <summary>What lists of routes are put in order by.</summary>
public enum RouteOrder
{
    /// <summary>By host, those below one beside it and that of all hosts last; within a host as they were given.</summary>
    Host,

    /// <summary>By id, then by host.</summary>
    Id,
}

/// <summary>Some of a table's routes, in order.</summary>
/// <param name="Next">Where the next page goes on; null where this is the last.</param>
public sealed record RoutePage(ImmutableArray<Route> Routes, RoutePlace? Next);
