using System.Collections.Immutable;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Shared.Registry;

/// <summary>The routes of a node's own configuration, by host.</summary>
/// <param name="Revision">Of the configuration.</param>
public sealed record StaticRoutes(int Revision, ImmutableDictionary<HostPattern, ImmutableArray<Route>> Hosts)
{
    /// <summary>In an order that depends on the ids alone: nodes that have the same routes agree, however their files order them.</summary>
    public static StaticRoutes From(int revision, RouteTable table) => new(revision,
        table.Routes.OrderBy(r => r.Id, StringComparer.Ordinal).GroupBy(r => r.Host)
            .ToImmutableDictionary(g => g.Key, g => g.ToImmutableArray()));

    public ImmutableArray<Route> Of(HostPattern host) => Hosts.GetValueOrDefault(host, []);

    /// <summary>Hosts that the registry must be told of, so that it has what this configuration says.</summary>
    /// <param name="registry">What is known of the registry.</param>
    public IEnumerable<HostPattern> Undeclared(
        IReadOnlyDictionary<HostPattern, HostRoutes> registry, DeclarationScope scope = DeclarationScope.Changed) =>
        Hosts.Keys.Union(registry.Keys).Where(host => IsUndeclared(host, registry.GetValueOrDefault(host), scope));

    /// <summary>Whether the registry must be told of a host.</summary>
    /// <param name="known">What it has; null where it does not know the host.</param>
    public bool IsUndeclared(HostPattern host, HostRoutes? known, DeclarationScope scope)
    {
        if (known is null)
            return Hosts.ContainsKey(host);
        if (scope == DeclarationScope.New && known.HasLayer(RouteLayer.Configuration))
            return false;
        return (Hosts.ContainsKey(host) || known.Layer(RouteLayer.Configuration).Routes.Length > 0) && IsBehind(known);
    }

    /// <summary>
    /// The routes of a host that this node serves: the registry's, with the node's own in the place of those of the
    /// configuration, until the registry has these or newer ones.
    /// </summary>
    /// <param name="registry">Null where the registry has none, or is not known.</param>
    /// <param name="acknowledged">The host's revision from which on the registry decides: that with which it took this configuration, or 0;
    /// null where it has not taken it.</param>
    public ImmutableArray<Route> Effective(HostPattern host, HostRoutes? registry, long? acknowledged)
    {
        if (registry is null)
            return Of(host);
        return registry.Layer(RouteLayer.Configuration).Revision > Revision || (registry.Revision >= acknowledged && !IsNewerThan(registry))
            ? registry.Effective()
            : registry.With(new RouteLayer(RouteLayer.Configuration, Revision, Of(host))).Effective();
    }

    /// <summary>Whether the registry has routes of an older configuration for a host, or lacks those of this one for that reason.</summary>
    public bool IsNewerThan(HostRoutes known)
    {
        var layer = known.Layer(RouteLayer.Configuration);
        return layer.Revision < Revision && (layer.Routes.Length > 0 || Hosts.ContainsKey(known.Host));
    }

    private bool IsBehind(HostRoutes known)
    {
        var layer = known.Layer(RouteLayer.Configuration);
        return layer.Revision < Revision || (layer.Revision == Revision && !layer.Routes.AsSpan().SequenceEqual(Of(known.Host).AsSpan()));
    }
}
