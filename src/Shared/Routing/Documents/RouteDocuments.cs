using System.Diagnostics.CodeAnalysis;
using ActorProxy.Shared.Forwarding;

namespace ActorProxy.Shared.Routing.Documents;

/// <summary>Between <see cref="Route"/> and <see cref="RouteDocument"/>. What has its default is left out.</summary>
public static class RouteDocuments
{
    private const int MaxConnections = 10_000_000;

    public static RouteDocument Write(Route route)
    {
        var policy = route.Policy;
        return new RouteDocument
        {
            Id = route.Id,
            Host = route.Host.Kind == HostPatternKind.Default ? null : route.Host.ToString(),
            Path = route.Path.Kind == PathPatternKind.Prefix && route.Path != PathPattern.All ? route.Path.Value : null,
            PathExact = route.Path.Kind == PathPatternKind.Exact ? route.Path.Value : null,
            Pool = PoolDocuments.Write(route.Pool),
            ReplacePrefix = policy.PathRewrite.Replacement,
            HostHeader = policy.HostRewrite.Value,
            Headers = policy.Headers == HeaderRules.None
                ? null
                : new HeadersDocument(OrNull(policy.Headers.Remove), OrNull(policy.Headers.Set), OrNull(policy.Headers.Add)),
            Filters = OrNull(policy.MessageFilters),
            MaxMessageSize = policy.MaxMessageSize == RoutePolicy.DefaultMaxMessageSize ? null : policy.MaxMessageSize,
            IdleTimeoutMs = (long?)policy.IdleTimeout?.TotalMilliseconds,
            Attempts = policy.Attempts,
            MaxConnections = policy.MaxConnections == 0 ? null : policy.MaxConnections,
            OnChange = policy.OnChange == RouteChangePolicy.Keep ? null : policy.OnChange,
            DrainOverMs = policy.DrainOver == RoutePolicy.DefaultDrainOver ? null : (long)policy.DrainOver.TotalMilliseconds,
            Listeners = OrNull(route.Listeners.Names),
        };
    }

    /// <param name="errors">What is wrong with the document, one sentence without its full stop each.</param>
    public static bool TryRead(RouteDocument document, [NotNullWhen(true)] out Route? route, out IReadOnlyList<string> errors)
    {
        var found = new DocumentErrors();
        if (string.IsNullOrWhiteSpace(document.Id))
            found.Add("id is missing");
        var host = HostPattern.Default;
        if (document.Host is not null && !HostPattern.TryParse(document.Host, out host, out var hostError))
            found.Add($"host: {hostError}");
        var path = ReadPath(document, found);
        var pool = PoolDocuments.Read(document.Pool, found);
        var policy = ReadPolicy(document, found);
        var listeners = ReadListeners(document.Listeners, found);
        errors = found.All;
        route = found.All.Count == 0 ? new Route(document.Id!, host!, path, pool!, policy) { Listeners = listeners } : null;
        return route is not null;
    }

    private static PathPattern ReadPath(RouteDocument document, DocumentErrors errors)
    {
        PathPattern? path = PathPattern.All;
        string? error = null;
        if (document.Path is not null && document.PathExact is not null)
            errors.Add("path-exact: a route has either path or path-exact");
        else if (document.PathExact is not null && !PathPattern.TryExact(document.PathExact, out path, out error))
            errors.Add($"path-exact: {error}");
        else if (document.Path is not null && !PathPattern.TryPrefix(document.Path, out path, out error))
            errors.Add($"path: {error}");
        return path ?? PathPattern.All;
    }

    private static RouteListeners ReadListeners(IReadOnlyList<string>? names, DocumentErrors errors)
    {
        if (names is { Count: 0 })
            errors.Add("listeners: the list is empty; leave it out for all");
        if (names?.Any(string.IsNullOrWhiteSpace) == true)
            errors.Add("listeners: a name is empty");
        return names is null || errors.All.Count > 0 ? RouteListeners.All : RouteListeners.Of(names);
    }

    private static RoutePolicy ReadPolicy(RouteDocument document, DocumentErrors errors)
    {
        var policy = new RoutePolicy
        {
            PathRewrite = new PathRewrite(document.ReplacePrefix),
            HostRewrite = document.HostHeader == "pass" ? HostRewrite.PassThrough : new HostRewrite(document.HostHeader),
            Headers = document.Headers is { } headers
                ? new HeaderRules { Remove = headers.Remove ?? [], Set = headers.Set ?? [], Add = headers.Add ?? [] }
                : HeaderRules.None,
            MessageFilters = document.Filters ?? [],
            MaxMessageSize = (int)errors.Range("max-message-size", document.MaxMessageSize, 1, 1 << 30, RoutePolicy.DefaultMaxMessageSize),
            IdleTimeout = document.IdleTimeoutMs is null ? null : Milliseconds(errors.Range("idle-timeout-ms", document.IdleTimeoutMs, 1000, 7 * 86_400_000L, 0)),
            Attempts = document.Attempts is null ? null : (int)errors.Range("attempts", document.Attempts, 1, 10, 1),
            MaxConnections = (int)errors.Range("max-connections", document.MaxConnections, 0, MaxConnections, 0),
            OnChange = document.OnChange ?? RouteChangePolicy.Keep,
            DrainOver = Milliseconds(errors.Range("drain-over-ms", document.DrainOverMs, 1000, 86_400_000, (long)RoutePolicy.DefaultDrainOver.TotalMilliseconds)),
        };
        errors.Add("replace-prefix", policy.PathRewrite.Validate());
        errors.Add("host-header", policy.HostRewrite.Validate());
        errors.Add("headers", policy.Headers.Validate());
        foreach (var field in policy.Headers.Set.Concat(policy.Headers.Add).Where(f => f.Value is null))
            errors.Add($"headers: header '{field.Name}' has no value");
        foreach (var filter in policy.MessageFilters.Where(f => !MessageFilterNames.All.Contains(f)))
            errors.Add($"filters: there is no filter '{filter}'; there are {string.Join(", ", MessageFilterNames.All)}");
        // Most routes have no policy of their own: one object for all of them.
        return policy == RoutePolicy.Default ? RoutePolicy.Default : policy;
    }

    private static TimeSpan Milliseconds(long value) => TimeSpan.FromMilliseconds(value);

    private static IReadOnlyList<T>? OrNull<T>(IReadOnlyList<T> list) => list.Count == 0 ? null : list;
}
