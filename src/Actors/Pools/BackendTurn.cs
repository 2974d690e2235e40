using System.Net;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Actors.Pools;

/// <summary>One request's way through the backends of a pool: which one serves it now, and which ones it has tried.</summary>
/// <param name="client">The client's address, by a trusted peer's word where the peer is one.</param>
public sealed class BackendTurn(PoolLoad load, IPAddress client)
{
    private readonly long _turn = load.NextTurn();
    private readonly bool[] _tried = new bool[load.Pool.Backends.Length];
    private int _current = -1;

    /// <summary>The present attempt, from 1; 0 before the first.</summary>
    public int Attempt { get; private set; }

    /// <summary>The backend of the present attempt; null before the first and after <see cref="Leave"/>.</summary>
    public Backend? Backend => _current < 0 ? null : load.Pool.Backends[_current];

    /// <summary>Whether there is a backend that was not tried.</summary>
    public bool HasMore => _tried.AsSpan().Contains(false);

    /// <summary>Goes on to the next backend by the pool's picker, and is counted there. False, and nothing changed, where none is left.</summary>
    public bool TryNext()
    {
        var next = load.Enter(_turn, client, _tried);
        if (next < 0)
            return false;
        Leave();
        _current = next;
        _tried[next] = true;
        Attempt++;
        return true;
    }

    /// <summary>The present backend serves this request no longer. Repeated calls do nothing.</summary>
    public void Leave()
    {
        if (_current >= 0)
            load.Leave(_current);
        _current = -1;
    }
}
