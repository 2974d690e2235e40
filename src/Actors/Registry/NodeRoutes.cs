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
    private HashSet<HostPattern>? _undeclared; // null until the registry's routes are known
    private RouteTable _current = current;

    public StaticRoutes Configuration { get; private set; } = configuration;

    /// <summary>The routes of a new configuration stand in the place of the old ones.</summary>
    /// <returns>The hosts that may look different now.</returns>
    public IReadOnlyCollection<HostPattern> Reload(StaticRoutes configuration)
    {
        var hosts = Configuration.Hosts.Keys.Union(configuration.Hosts.Keys).ToList();
        Configuration = configuration;
        _acknowledged.Clear();
        _undeclared = null;
        return hosts;
    }

    /// <summary>
    /// The registry's routes are all known, and it is about to be told of these hosts' alone. About the others it decides from now
    /// on: so nodes with different routes of one revision come to serve the same, those that were declared last.
    /// </summary>
    public void Settle(IEnumerable<HostPattern> undeclared) => _undeclared = [.. undeclared];

    /// <summary>The registry has the configuration's routes of a host, with this revision of it.</summary>
    public void Acknowledge(HostPattern host, long revision) => _acknowledged[host] = revision;

    /// <summary>Works out these hosts again. One swap at most; none where all is as it was.</summary>
    public void Update(IEnumerable<HostPattern> hosts, IReadOnlyDictionary<HostPattern, HostRoutes> registry)
    {
        var changed = new List<KeyValuePair<HostPattern, ImmutableArray<Route>>>();
        foreach (var host in hosts)
        {
            var routes = Configuration.Effective(host, registry.GetValueOrDefault(host), Acknowledged(host));
            if (!routes.AsSpan().SequenceEqual(_current.Of(host).AsSpan()))
                changed.Add(KeyValuePair.Create(host, routes));
        }
        if (changed.Count == 0)
            return;
        var next = _current.With(changed);
        swap(next);
        _current = next; // not before: what could not be swapped is worked out again
    }

    private long? Acknowledged(HostPattern host) =>
        _acknowledged.TryGetValue(host, out var revision) ? revision : _undeclared?.Contains(host) == false ? 0 : null;
}
