using System.Collections.Immutable;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Actors.Registry;

/// <summary>
/// Makes the node's route table out of the registry's routes and the configuration's, and swaps it. Not for several threads
/// at a time.
/// </summary>
/// <param name="current">The table that serves: the configuration's.</param>
/// <param name="isAlone">Whether no other node has the same registry.</param>
internal sealed class NodeRoutes(RouteTable current, StaticRoutes configuration, Action<RouteTable> swap, bool isAlone = false)
{
    private readonly Dictionary<HostPattern, long> _acknowledged = [];
    private readonly Dictionary<HostPattern, long> _before = []; // as acknowledged of earlier configurations
    private HashSet<HostPattern>? _undeclared; // null until the registry's routes are known
    private RouteTable _current = current;
    private Dictionary<HostPattern, HostRoutes> _saved = []; // empty from when the registry's routes are known
    private bool _reloaded;

    public StaticRoutes Configuration { get; private set; } = configuration;

    /// <summary>Of which hosts the configuration's routes are declared.</summary>
    private DeclarationScope Scope => DeclarationRules.ScopeOf(Configuration.Revision, isAlone, _reloaded);

    /// <summary>
    /// Until the registry's routes are known, these stand for them: of each host what has the higher revision, as a registry that is just
    /// being read has but the first changes of a host.
    /// </summary>
    /// <param name="saved">Of each host once.</param>
    public void Serve(IReadOnlyCollection<HostRoutes> saved)
    {
        _saved = saved.ToDictionary(routes => routes.Host, routes => routes.Compact());
        Update(_saved.Keys, ImmutableDictionary<HostPattern, HostRoutes>.Empty);
    }

    /// <summary>The routes of a new configuration stand in the place of the old ones.</summary>
    /// <returns>The hosts that may look different now.</returns>
    public IReadOnlyCollection<HostPattern> Reload(StaticRoutes configuration)
    {
        var hosts = Configuration.Hosts.Keys.Union(configuration.Hosts.Keys).ToList();
        Configuration = configuration;
        _reloaded = true;
        foreach (var (host, revision) in _acknowledged)
            _before[host] = revision;
        _acknowledged.Clear();
        _undeclared = null;
        return hosts;
    }

    /// <summary>
    /// The registry's routes are all known, and it is to be told of the hosts that this returns. About the others it decides from now
    /// on: so nodes with different routes of one revision come to serve the same, those that were declared last. What was saved counts for
    /// nothing any more, and is gone with the next <see cref="UpdateAll"/>.
    /// </summary>
    public IReadOnlyCollection<HostPattern> Settle(IReadOnlyDictionary<HostPattern, HostRoutes> registry)
    {
        _saved = [];
        // What this node has just declared may not be known here yet, and is not to come back: it is declared as it is now.
        _undeclared = [.. Configuration.Undeclared(registry, Scope),
            .. _before.Where(told => told.Value > (registry.GetValueOrDefault(told.Key)?.Revision ?? 0)).Select(told => told.Key)];
        return _undeclared;
    }

    /// <summary>Hosts of which the registry has other routes, and is not told since this node has only started.</summary>
    public IEnumerable<HostPattern> Withheld(IReadOnlyDictionary<HostPattern, HostRoutes> registry) =>
        Scope == DeclarationScope.Changed ? [] : Configuration.Undeclared(registry).Except(Configuration.Undeclared(registry, Scope));

    /// <summary>The registry has the configuration's routes of a host, with this revision of it.</summary>
    public void Acknowledge(HostPattern host, long revision) => _acknowledged[host] = revision;

    /// <summary>Works out these hosts again. One swap at most; none where all is as it was.</summary>
    public void Update(IEnumerable<HostPattern> hosts, IReadOnlyDictionary<HostPattern, HostRoutes> registry)
    {
        var changed = new List<KeyValuePair<HostPattern, ImmutableArray<Route>>>();
        foreach (var host in hosts)
        {
            var known = registry.GetValueOrDefault(host);
            if (_saved.TryGetValue(host, out var saved) && saved.Revision >= (known?.Revision ?? 0))
                known = saved;
            var routes = Configuration.Effective(host, known, Acknowledged(host, known));
            if (!routes.AsSpan().SequenceEqual(_current.Of(host).AsSpan()))
                changed.Add(KeyValuePair.Create(host, routes));
        }
        if (changed.Count == 0)
            return;
        var next = _current.With(changed);
        swap(next);
        _current = next; // not before: what could not be swapped is worked out again
    }

    /// <summary>Works out all hosts again: those that the registry has, and those that are served though it has them no more.</summary>
    /// <param name="registry">The whole of it.</param>
    public void UpdateAll(IReadOnlyDictionary<HostPattern, HostRoutes> registry) =>
        Update(registry.Keys.Union(_current.Routes.Select(route => route.Host)), registry);

    /// <summary>
    /// The node enters its cluster again, where others may have reloaded a newer configuration meanwhile: it is as one that starts.
    /// </summary>
    public void BeginAnew()
    {
        _reloaded = false;
        _acknowledged.Clear();
        _before.Clear();
        _undeclared = null;
    }

    private long? Acknowledged(HostPattern host, HostRoutes? known)
    {
        if (_acknowledged.TryGetValue(host, out var revision))
            return revision;
        return _undeclared?.Contains(host) ?? Configuration.IsUndeclared(host, known, Scope) ? null : 0;
    }
}
