using System.Net;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Policies.Stickiness;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Backends;

/// <summary>
/// One request's way through the backends of its route: which one serves it now, and which ones it has tried. Counted at
/// route and backend until it leaves.
/// </summary>
public sealed class BackendSelection
{
    private readonly PoolState _pool;
    private readonly RouteState _route;
    private readonly int _routeLimit;
    private readonly StickyCookie? _sticky;
    private readonly IPAddress _client;
    private readonly int _preferred;
    private long _sequence = -1; // taken with the first pick
    private readonly bool[] _tried;
    private int _current = -1;
    private bool _entered;

    /// <param name="routeLimit">Connections that the route may have; 0 for any number.</param>
    /// <param name="sticky">Null where no cookie leads clients back.</param>
    /// <param name="client">The client's address, as a trusted peer tells it where the peer is one.</param>
    /// <param name="fields">Of the request: they may name a backend that the client had before.</param>
    public BackendSelection(PoolState pool, RouteState route, int routeLimit, StickyCookie? sticky, IPAddress client, HeaderFields fields)
    {
        _pool = pool;
        _route = route;
        _routeLimit = routeLimit;
        _sticky = sticky;
        _client = client;
        _preferred = sticky?.Find(fields, pool.Pool.StickyValues) ?? -1;
        _tried = new bool[pool.Pool.Backends.Count];
    }

    /// <summary>The present attempt, from 1; 0 before the first.</summary>
    public int Attempt { get; private set; }

    /// <summary>The backend of the present attempt; null before the first and after <see cref="Leave"/>.</summary>
    public Backend? Backend => _current < 0 ? null : _pool.Pool.Backends[_current];

    /// <summary>Whether there is a backend that was not tried.</summary>
    public bool HasMore => _tried.AsSpan().Contains(false);

    /// <summary>Why <see cref="TryNext"/> was false.</summary>
    public TerminationReason Refusal { get; private set; } = TerminationReason.NoBackend;

    /// <summary>
    /// Goes on to the next backend: the client's own at first, else by the pool's picker; and is counted there. False, and nothing changed,
    /// where none may be tried.
    /// </summary>
    public bool TryNext()
    {
        if (!_entered && !_route.TryEnter(_routeLimit))
        {
            Refusal = TerminationReason.RouteLimit;
            return false;
        }
        _entered = true;
        var next = _pool.Enter(ref _sequence, _client, _tried, _preferred);
        if (next < 0)
        {
            Refusal = HasMore ? TerminationReason.BackendLimit : TerminationReason.NoBackend;
            return false;
        }
        LeaveBackend();
        _current = next;
        _tried[next] = true;
        Attempt++;
        return true;
    }

    /// <summary>The Set-Cookie that will lead the client back to the present backend; null where it has it, or there is none.</summary>
    /// <param name="secure">Whether the client's connection has TLS.</param>
    public string? SetCookie(bool secure) =>
        _current >= 0 && _current != _preferred ? _sticky?.SetCookie(_pool.Pool.StickyValues, _current, secure) : null;

    /// <summary>The request is served no longer. Repeated calls do nothing.</summary>
    public void Leave()
    {
        LeaveBackend();
        if (_entered)
            _route.Leave();
        _entered = false;
    }

    private void LeaveBackend()
    {
        if (_current >= 0)
            _pool.Leave(_current);
        _current = -1;
    }
}
