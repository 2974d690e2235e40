using System.Net;
using System.Runtime.CompilerServices;
using ActorProxy.Actors.Backends.Checks;
using ActorProxy.Actors.Backends.Sources;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Actors.Backends;

/// <summary>
/// The state of every pool, backend and route that is in the node's table or has connections. A pool that has changed is another
/// one; its backends, by the pool's name and their address, and its routes, by host and id, stay. May be used from any thread.
/// </summary>
public sealed class PoolStates
{
    /// <summary>Milliseconds after a pool within which its backends were there at first.</summary>
    private const long FirstBackends = 1000;

    private readonly EndpointSources? _sources;
    private readonly string? _zone;
    private readonly PoolClock _clock;
    private RouteTable _current = RouteTable.Empty;
    // Found in 20 ns, where the others hash all values. Weakly, or a state would hold itself: it has its pool, by which it is found.
    private readonly ConditionalWeakTable<BackendPool, WeakReference<PoolState>> _byObject = [];
    private readonly StateTable<BackendPool, PoolState> _pools;
    private readonly StateTable<string, PoolName> _names;
    private readonly StateTable<(string Pool, BackendAddress Address), BackendState> _backends;
    private readonly StateTable<HealthKey, BackendHealth> _health;
    private readonly StateTable<CheckTarget, CheckedBackend> _checks;
    private readonly StateTable<(HostPattern Host, string Route), RouteState> _routes = new(_ => new RouteState());

    /// <param name="sources">Of endpoints; null where all backends are listed.</param>
    /// <param name="zone">Where the node is; null for nowhere in particular.</param>
    public PoolStates(TimeProvider time, EndpointSources? sources = null, string? zone = null)
    {
        _clock = new PoolClock(time);
        (_sources, _zone) = (sources, zone);
        _names = new StateTable<string, PoolName>(name => new PoolName(name, _clock.Now));
        _backends = new StateTable<(string Pool, BackendAddress Address), BackendState>(_ => new BackendState(_clock.Now));
        _health = new StateTable<HealthKey, BackendHealth>(key => new BackendHealth(key, () => _clock.Now, OnHealthChanged));
        _checks = new StateTable<CheckTarget, CheckedBackend>(target => new CheckedBackend(target));
        _pools = new StateTable<BackendPool, PoolState>(pool => new PoolState(pool, FinderOf(pool), _names.Of(pool.Name), _clock));
        if (sources is not null)
            sources.Found += OnFound;
    }

    /// <summary>Told that a pool may have other backends than before, though it is configured as it was; on any thread.</summary>
    public event Action? BackendsFound;

    /// <summary>Told of each change of a backend's health, on any thread.</summary>
    public event Action<BackendHealth>? HealthChanged;

    /// <summary>Backends that get no new connections.</summary>
    public BackendSwitches Switches => _clock.Switches;

    /// <summary>What nodes tell each other of backends that are down.</summary>
    public BackendHints Hints { get; } = new();

    /// <summary>Milliseconds of the clock of all statuses.</summary>
    public long Now => _clock.Now;

    /// <summary>Pools, backends and routes whose state is there, of old tables also.</summary>
    internal int Count => _pools.Count + _backends.Count + _health.Count + _names.Count + _checks.Count + _routes.Count;

    /// <summary>One and the same for pools that are equal, while one of them is in the table or has a connection.</summary>
    public PoolState Of(BackendPool pool)
    {
        if (_byObject.TryGetValue(pool, out var known) && known.TryGetTarget(out var state))
            return state;
        state = _pools.Of(pool);
        _byObject.AddOrUpdate(pool, new WeakReference<PoolState>(state));
        return state;
    }

    /// <summary>Requests that wait for a backend.</summary>
    public int Queued => _clock.Queues.Count;

    /// <summary>
    /// The node serves by these routes now: endpoints that come and go are looked for before a request wants them, and who waits for a
    /// backend looks whether they give it one.
    /// </summary>
    public void Take(RouteTable current)
    {
        Volatile.Write(ref _current, current);
        foreach (var pool in current.Pools.Where(pool => pool.HasFound))
            Of(pool).Now();
        _clock.Queues.Signal();
    }

    /// <summary>What a route has become, where another of its id is in its place by now; else the route.</summary>
    public Route Present(Route route) =>
        Volatile.Read(ref _current).At(route) is { Responds: false } now && now.Id == route.Id ? now : route;

    /// <summary>A backend is up or down: pools look again.</summary>
    public void Change() => _clock.Change();

    /// <summary>Whether a route has a backend at this address.</summary>
    public bool IsServed(BackendAddress address, RouteTable routes) =>
        routes.Pools.Any(pool => pool.HasFound
            ? Of(pool).Members.Any(member => member.Backend.Address == address)
            : pool.Backends.Any(backend => backend.Address == address));

    /// <summary>The way of a request through the backends of its route; it has not begun.</summary>
    /// <inheritdoc cref="BackendSelection(PoolState, RouteState, IPAddress, int)"/>
    public BackendSelection Select(Route route, IPAddress client, int maxAttempts) =>
        new(Of(route.Pool), _routes.Of(KeyOf(route)), client, maxAttempts);

    /// <summary>
    /// Forgets, once in a while, what neither this table nor a connection has: a node whose routes change all day would collect
    /// the states of all of them.
    /// </summary>
    /// <param name="current">By which the node serves now.</param>
    public void Prune(RouteTable current)
    {
        _pools.Prune(() => current.Pools);
        _backends.Prune(() => current.Pools.SelectMany(pool => pool.Backends.Select(b => (pool.Name, b.Address))));
        _health.Prune(() => current.Pools.SelectMany(pool => pool.Backends.Select(b => HealthKey.Of(pool, b.Address))));
        _checks.Prune(() => current.Pools.Where(pool => pool.HealthCheck is not null)
            .SelectMany(pool => pool.Backends.Select(b => CheckTarget.Of(pool, pool.HealthCheck!, b.Address))));
        _names.Prune(() => current.Pools.Select(pool => pool.Name));
        _routes.Prune(() => current.Routes.Select(KeyOf));
    }

    private Func<PoolMembers?, PoolMembers> FinderOf(BackendPool pool)
    {
        var name = _names.Of(pool.Name);
        Func<Backend, PoolMember> memberOf = backend => MemberOf(pool, name, backend);
        if (!pool.HasFound)
        {
            var listed = PoolMembers.Listed(pool, memberOf);
            return _ => listed;
        }
        var uses = pool.Backends.Select(backend => _sources?.Use(backend)).ToArray();
        return before =>
        {
            GC.KeepAlive(uses); // with the pool's state
            return PoolMembers.Found(pool, before, backend => _sources?.BackendsOf(backend) ?? [backend], memberOf);
        };
    }

    private PoolMember MemberOf(BackendPool pool, PoolName name, Backend backend)
    {
        var state = _backends.Of((pool.Name, backend.Address));
        var isLate = state.Since > name.Since + FirstBackends;
        var check = pool.HealthCheck is { } asked ? _checks.Of(CheckTarget.Of(pool, asked, backend.Address)) : null;
        return new PoolMember(backend, state, _health.Of(HealthKey.Of(pool, backend.Address)), check, isLate ? state.Since : 0)
        {
            Tier = Tiers.Of(backend, pool, _zone),
        };
    }

    private void OnFound()
    {
        _clock.Change();
        BackendsFound?.Invoke();
    }

    private void OnHealthChanged(BackendHealth health)
    {
        _clock.Change();
        HealthChanged?.Invoke(health);
    }

    private static (HostPattern Host, string Route) KeyOf(Route route) => (route.Host, route.Id);
}
