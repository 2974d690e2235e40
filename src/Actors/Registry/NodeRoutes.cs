using System.Collections.Immutable;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Actors.Registry;

/// <summary>
/// Makes the node's route table out of the registry's routes and the configuration's, and swaps it. Not for several threads
/// at a time.
/// </summary>
/// <param name="current">The table that serves: the configuration's.</param>
internal sealed class NodeRoutes(RouteTable current, StaticRoutes configuration, Action<RouteTable> swap)
{
    private readonly Dictionary<HostPattern, long> _acknowledged = [];
    private RouteTable _current = current;

    public StaticRoutes Configuration { get; private set; } = configuration;

    /// <summary>The routes of a new configuration stand in the place of the old ones.</summary>
    /// <returns>The hosts that may look different now.</returns>
    public IReadOnlyCollection<HostPattern> Reload(StaticRoutes configuration)
    {
        var hosts = Configuration.Hosts.Keys.Union(configuration.Hosts.Keys).ToList();
        Configuration = configuration;
        _acknowledged.Clear();
        return hosts;
    }

    /// <summary>The registry has the configuration's routes of a host, with this revision of it.</summary>
    public void Acknowledge(HostPattern host, long revision) => _acknowledged[host] = revision;

    /// <summary>Works out these hosts again. One swap at most; none where all is as it was.</summary>
    public void Update(IEnumerable<HostPattern> hosts, IReadOnlyDictionary<HostPattern, HostRoutes> registry)
    {
        var changed = new List<KeyValuePair<HostPattern, ImmutableArray<Route>>>();
        foreach (var host in hosts)
        {
            long? acknowledged = _acknowledged.TryGetValue(host, out var revision) ? revision : null;
            var routes = Configuration.Effective(host, registry.GetValueOrDefault(host), acknowledged);
            if (!routes.AsSpan().SequenceEqual(_current.Of(host).AsSpan()))
                changed.Add(KeyValuePair.Create(host, routes));
        }
        if (changed.Count == 0)
            return;
        _current = _current.With(changed);
        swap(_current);
    }
}
