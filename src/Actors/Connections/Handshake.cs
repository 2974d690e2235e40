using System.Net;
using ActorProxy.Actors.Pools;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Actors.Connections;

/// <summary>What a connection carries from its routed request to its 101, and drops then.</summary>
/// <param name="Client">The client's address, by a trusted peer's word where the peer is one.</param>
/// <param name="Early">What came behind the request head; goes to the backend after the 101.</param>
/// <param name="Turn">The connection's number among the pool's picks.</param>
internal sealed record Handshake(
    UpgradeRequest Request, string Path, Route Route, ClientInfo Peer, IPAddress Client, ReadOnlyMemory<byte> Early, PoolLoad Load, long Turn)
{
    /// <summary>By index in the pool: backends that were tried.</summary>
    public bool[] Tried { get; } = new bool[Load.Pool.Backends.Length];

    /// <summary>The backend of the present attempt, by index in the pool; -1 before the first and behind the last.</summary>
    public int Current { get; private set; } = -1;

    /// <summary>The present attempt, from 1.</summary>
    public int Attempt { get; private set; }

    public Backend? Backend => Current < 0 ? null : Load.Pool.Backends[Current];

    /// <summary>Goes on to the next backend by the pool's picker. False, and nothing changed, where none is left.</summary>
    public bool TryNext()
    {
        var next = Load.Enter(Turn, Client, Tried);
        if (next < 0)
            return false;
        Leave();
        Current = next;
        Tried[next] = true;
        Attempt++;
        return true;
    }

    /// <summary>The present backend serves this connection no longer.</summary>
    public void Leave()
    {
        if (Current >= 0)
            Load.Leave(Current);
        Current = -1;
    }
}
