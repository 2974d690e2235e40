using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.Responding;
using ActorProxy.Shared.Routing.Matching;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Routing;

/// <summary>Which requests go to which pool, and how.</summary>
public sealed record Route : ISettingsCheck
{
    private static readonly BackendPool NoPool = new();

    public Route()
    {
    }

    public Route(string id, HostPattern host, PathPattern path, BackendPool pool, PolicySet policies)
    {
        (Id, Host, Path, Pool, Policies) = (id, host, path, pool, policies);
    }

    /// <summary>Unique name, for people: in configuration, logs and the operator surface.</summary>
    [SectionName]
    public string Id { get; init; } = "";

    [Setting("A host, \"*.example.org\" for all below one, or \"*\" for all.")]
    public HostPattern Host { get; init; } = HostPattern.Default;

    [Setting("A prefix of whole segments; without it, every path.", Key = "path", Example = "/chat", Tunnels = true),
        Kind(typeof(PrefixKind))]
    public PathPattern? Prefix
    {
        get => Path.Kind == PathPatternKind.Exact || Path == PathPattern.All ? null : Path;
        init => Path = value ?? PathPattern.All;
    }

    [Setting("Or exactly one path.", Key = "path-exact", Example = "/chat", Tunnels = true), Kind(typeof(ExactPathKind))]
    public PathPattern? ExactPath
    {
        get => Path.Kind == PathPatternKind.Exact ? Path : null;
        init => Path = value ?? PathPattern.All;
    }

    /// <summary>What the two say together.</summary>
    public PathPattern Path { get; init; } = PathPattern.All;

    [Setting("Listeners whose clients it serves; without it, those of all. For clients of others it is as if it were not "
        + "there. Of two routes with the same "
        + "host and path, the one that names the client's listener goes before the one for all.", Example = "[web]"),
        Kind(typeof(ListenersKind))]
    public RouteListeners Listeners { get; init; } = RouteListeners.All;

    [Setting("What else a request must have; without it, any has it. A request that has not all of it goes by "
        + "other routes. Of two routes with "
        + "the same host and path, one with more conditions goes before (docs/routes.md).", Tunnels = true)]
    public RequestMatch Match { get; init; } = RequestMatch.Any;

    [Setting("The name of a pool, or one of the route's own.", Key = "pool", Example = "chat")]
    public BackendPool? GivenPool
    {
        get => Pool == NoPool || HasOwnBackends ? null : Pool;
        init => Pool = value ?? NoPool;
    }

    [Setting("Or the route's own backends, as in a pool; these are taken in turn.",
        Example = "[{ url = \"ws://127.0.0.1:9000\", weight = 1 }]")]
    public ValueList<Backend> Backends
    {
        get => HasOwnBackends ? Pool.Backends : [];
        init => Pool = new BackendPool { Backends = value };
    }

    /// <summary>What the two say together; with a name alone it is one of the configuration's: see <see cref="RouteSetup"/>.</summary>
    public BackendPool Pool { get; init; } = NoPool;

    [Inline, PolicyPlace(PolicyPlaces.Route)]
    public PolicySet Policies { get; init; } = [];

    /// <summary>Whether it answers by itself, and has no pool.</summary>
    public bool Responds => Policies.Find<Respond>() is not null;

    /// <summary>Whether the pool is nothing but backends, and has no name.</summary>
    private bool HasOwnBackends =>
        Pool is { Name.Length: 0, Backends.IsEmpty: false } && Pool == new BackendPool { Backends = Pool.Backends };

    /// <summary>
    /// Whether this one and another route of the same host and path cannot both be: of two with other conditions, one goes before
    /// the other, and so does one that names its listeners.
    /// </summary>
    public bool Collides(Route other) => Listeners.Collides(other.Listeners) && Match.Equals(other.Match);

    public void Check(SettingsCheck check)
    {
        if (check.Has("path") && check.Has("path-exact"))
            check.Problem("path-exact", "a route has either path or path-exact");
        if (check.Has("pool") && check.Has("backends"))
            check.Problem("pool", "a route has either a pool or backends of its own");
        if (Responds && (check.Has("pool") || check.Has("backends")))
            check.Problem(check.Has("pool") ? "pool" : "backends", "a route that responds by itself has none");
        else if (!Responds && !check.Has("pool") && !check.Has("backends"))
            check.Problem("the pool is missing; name one, or list the route's own backends");
        if (check.IsEmpty("backends"))
            check.Problem("backends", "the list is empty");
        BackendPool.CheckTwice(Backends, check);
    }
}
