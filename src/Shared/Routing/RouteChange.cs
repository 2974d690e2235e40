using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.Standard;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Routing;

/// <summary>
/// What a route table means for the tunnels that were opened by other ones. It concerns a tunnel where the tunnel is not what it would
/// build now: its route is gone, is no longer for its listener, or differs in a setting that tunnels are built from
/// (<see cref="SettingAttribute.Tunnels"/>), be it said by the route, its listener or the node; or the tunnel's backend is no longer in the
/// pool, be it that its name has that address no more. What only new connections see concerns no open tunnel: other backends, weights,
/// picker, health, cookie, limits, attempts, and on-change and drain-over themselves. Nor does idle-timeout: it is how long a tunnel may
/// be idle, not what it is, and nobody wants a connection closed because its successor may rest longer. A tunnel keeps the idle time-out
/// that it was opened with.
/// <para>
/// Only the table and the tunnel count, not the table before: a tunnel that was kept by one change is concerned by all later
/// ones until the route is again as the tunnel knows it. So none is forgotten, however changes follow on each other.
/// </para>
/// <para>A table may have 100,000 routes: routes that are the same objects in it cost a look-up by host and path each, and
/// what is worked out of the others is kept. Not for use by several threads at a time.</para>
/// </summary>
/// <param name="backendsOf">The backends that a pool has now; null for those that are listed.</param>
public sealed class RouteChange(RouteTable table, Func<BackendPool, IEnumerable<Backend>>? backendsOf = null)
{
    private static readonly SettingsShape Shape = StandardPolicies.Model.Of(typeof(Route));

    private readonly Dictionary<Route, Changed> _changed = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<BackendPool, HashSet<(string, BackendAddress)>> _found = new(ReferenceEqualityComparer.Instance);
    private Dictionary<(HostPattern Host, string Id), Route>? _routes; // built for the first route that left its place

    /// <summary>Whether the tunnel is not what the table would build.</summary>
    /// <param name="route">The one by which it was opened.</param>
    /// <param name="policies">What held for it then.</param>
    /// <param name="backend">Its backend.</param>
    /// <param name="listener">By which its client came.</param>
    public bool Concerns(Route route, PolicySet policies, Backend backend, string listener)
    {
        var changed = table.Has(route) ? null : Of(route);
        var now = table.HasListener(listener) ? listener : null;
        return changed?.Concerns(now) == true
            || ((changed is null ? backend.Address.At is not null : !changed.HasSamePool)
                && IsGone(backend, (changed?.Successor ?? route).Pool))
            || !IsBuiltAlike(policies, Holding(changed is null ? route : changed.Successor, policies, now));
    }

    /// <summary>
    /// What holds for the tunnel now: for one whose route or listener is gone, what held for it. What becomes of the tunnels of
    /// a listener that is removed is said by its removal, and by no policy.
    /// </summary>
    public PolicySet PoliciesOf(Route route, PolicySet policies, string listener) =>
        Holding(Successor(route), policies, table.HasListener(listener) ? listener : null);

    /// <summary>The route with the same host pattern and id in the table, or null.</summary>
    public Route? Successor(Route route) => table.Has(route) ? route : Of(route).Successor;

    /// <param name="listener">Null for one that is gone.</param>
    private PolicySet Holding(Route? successor, PolicySet policies, string? listener) =>
        listener is not null && successor is not null ? table.PoliciesOf(successor, listener) : policies;

    private bool IsGone(Backend backend, BackendPool pool)
    {
        if (!_found.TryGetValue(pool, out var found))
            // One that was connected by its name, before that was known, is at one of its addresses.
            _found.Add(pool, found = [.. pool.Backends
                .Concat(pool.HasFound && backendsOf is not null ? backendsOf(pool) : [])
                .Select(b => (b.Id, b.Address))]);
        return !found.Contains((backend.Id, backend.Address));
    }

    private static bool IsBuiltAlike(PolicySet before, PolicySet now) =>
        before.Equals(now) || StandardPolicies.Catalogue.BuildsAlike(before, now);

    private Changed Of(Route route)
    {
        if (!_changed.TryGetValue(route, out var changed))
            _changed.Add(route, changed = new Changed(route, Find(route)));
        return changed;
    }

    private Route? Find(Route route)
    {
        if (table.At(route) is { } there && there.Id == route.Id)
            return there;
        _routes ??= table.Routes.ToDictionary(r => (r.Host, r.Id));
        return _routes.GetValueOrDefault((route.Host, route.Id));
    }

    /// <summary>An old route beside what became of it.</summary>
    private sealed class Changed
    {
        private readonly bool _allTunnels;
        public Changed(Route old, Route? successor)
        {
            Successor = successor;
            _allTunnels = successor is null || !Shape.BuildsAlike(old with { Policies = [] }, successor with { Policies = [] });
            HasSamePool = successor is null || (ReferenceEquals(old.Pool, successor.Pool) && !old.Pool.HasFound);
        }

        public Route? Successor { get; }

        /// <summary>Whether its backends are those that it had.</summary>
        public bool HasSamePool { get; }

        /// <param name="listener">Null for one that is gone: its removal says what becomes of its tunnels.</param>
        public bool Concerns(string? listener) => _allTunnels || (listener is not null && !Successor!.Listeners.Serve(listener));
    }
}
