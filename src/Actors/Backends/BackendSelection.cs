using System.Net;
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
    private readonly IPAddress _client;
    private readonly bool[] _tried;
    private long _sequence = -1; // taken with the first pick
    private bool _entered;

    /// <param name="client">The client's address, as a trusted peer tells it where the peer is one.</param>
    /// <param name="maxAttempts">Backends that may be tried.</param>
    public BackendSelection(PoolState pool, RouteState route, IPAddress client, int maxAttempts)
    {
        _pool = pool;
        _route = route;
        _client = client;
        MaxAttempts = maxAttempts;
        _tried = new bool[pool.Pool.Backends.Count];
    }

    /// <summary>The pool whose backends there are.</summary>
    public BackendPool Pool => _pool.Pool;

    /// <summary>Connections that the route may have, this one included; 0 for any number.</summary>
    public int RouteLimit { get; set; }

    /// <summary>Index of the backend that is to be tried first, where it may be; -1 for none.</summary>
    public int Preferred { get; set; } = -1;

    /// <summary>Backends that may be tried, the first included.</summary>
    public int MaxAttempts { get; set; }

    /// <summary>The present attempt, from 1; 0 before the first.</summary>
    public int Attempt { get; private set; }

    /// <summary>Index of the present attempt's backend; -1 before the first and after <see cref="Leave"/>.</summary>
    public int Current { get; private set; } = -1;

    /// <summary>The backend of the present attempt; null before the first and after <see cref="Leave"/>.</summary>
    public Backend? Backend => Current < 0 ? null : Pool.Backends[Current];

    /// <summary>Why <see cref="TryNext"/> was false.</summary>
    public TerminationReason Refusal { get; private set; } = TerminationReason.NoBackend;

    /// <summary>
    /// Goes on to the next backend: the preferred one at first, else by the pool's picker; and is counted there. False, and nothing
    /// changed, where none may be tried.
    /// </summary>
    public bool TryNext()
    {
        if (!_entered && !_route.TryEnter(RouteLimit))
        {
            Refusal = TerminationReason.RouteLimit;
            return false;
        }
        _entered = true;
        var next = _pool.Enter(ref _sequence, _client, _tried, Preferred);
        if (next < 0)
        {
            Refusal = WhyNone();
            return false;
        }
        LeaveBackend();
        Current = next;
        _tried[next] = true;
        Attempt++;
        return true;
    }

    /// <summary>
    /// Index of the backend that <see cref="TryNext"/> would go on to, as things are; -1 where there is none. Nothing is counted.
    /// </summary>
    public int Peek() => _route.MayEnter(RouteLimit) ? _pool.Peek(_client, Preferred) : -1;

    /// <summary>Why <see cref="Peek"/> has found none.</summary>
    public TerminationReason PeekRefusal() => _route.MayEnter(RouteLimit) ? WhyNone() : TerminationReason.RouteLimit;

    /// <summary>The request is served no longer. Repeated calls do nothing.</summary>
    public void Leave()
    {
        LeaveBackend();
        if (_entered)
            _route.Leave();
        _entered = false;
    }

    private TerminationReason WhyNone() => _pool.HasFull(_tried) ? TerminationReason.BackendLimit : TerminationReason.NoBackend;

    private void LeaveBackend()
    {
        if (Current >= 0)
            _pool.Leave(Current);
        Current = -1;
    }
}
