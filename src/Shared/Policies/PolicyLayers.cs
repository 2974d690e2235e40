using System.Runtime.CompilerServices;

namespace ActorProxy.Shared.Policies;

/// <summary>
/// What the node and its listeners say for all routes, and what comes of that with a route's own policies: of each policy that of the
/// nearest place, whole. May be used from any thread.
/// </summary>
public sealed class PolicyLayers
{
    private readonly Layer _node;
    private readonly Dictionary<string, Layer?> _listeners = new(StringComparer.Ordinal); // null for those that say nothing

    /// <param name="listeners">By their names.</param>
    public PolicyLayers(PolicySet node, IEnumerable<KeyValuePair<string, PolicySet>> listeners)
    {
        _node = new Layer(node);
        foreach (var (name, policies) in listeners)
            _listeners[name] = policies.IsEmpty ? null : new Layer(policies.Over(node));
    }

    /// <summary>Where nothing is said but by routes, and any listener may be there.</summary>
    public static PolicyLayers None { get; } = new([], []);

    /// <summary>What holds for a request. Of the same sets it is the same object, which costs a look-up.</summary>
    /// <param name="route">The route's own.</param>
    /// <param name="pool">Those of the route's pool, which go before those of listener and node.</param>
    /// <param name="listener">By which the client came.</param>
    public PolicySet Of(PolicySet route, PolicySet pool, string listener) =>
        (_listeners.GetValueOrDefault(listener) ?? _node).Below(pool).Under(route);

    /// <summary>Whether the listener is there. Of one that is not, nothing is known but what the node says.</summary>
    public bool Has(string listener) => ReferenceEquals(this, None) || _listeners.ContainsKey(listener);

    /// <summary>What holds where a route says nothing.</summary>
    private sealed class Layer(PolicySet policies)
    {
        // Routes come and go; what was worked out of theirs goes with them.
        private readonly ConditionalWeakTable<PolicySet, PolicySet> _known = [];
        private readonly ConditionalWeakTable<PolicySet, Layer> _pools = [];
        private readonly ConditionalWeakTable<PolicySet, PolicySet>.CreateValueCallback _under = route => route.Over(policies);
        private readonly ConditionalWeakTable<PolicySet, Layer>.CreateValueCallback _below = pool => new Layer(pool.Over(policies));

        /// <summary>The layer with a nearer one before it.</summary>
        public Layer Below(PolicySet nearer) => nearer.IsEmpty ? this : _pools.GetValue(nearer, _below);

        public PolicySet Under(PolicySet route)
        {
            if (policies.IsEmpty)
                return route;
            return route.IsEmpty ? policies : _known.GetValue(route, _under);
        }
    }
}
