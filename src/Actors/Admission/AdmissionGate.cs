using System.Collections.Concurrent;
using System.Net;
using ActorProxy.Shared.Admission;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Admission;

/// <summary>Counts the node's client connections and says when there are enough. May be used from any thread.</summary>
/// <param name="sockets">While it is suspended, nobody is let in. Null for one that never is.</param>
public sealed class AdmissionGate(LimitOptions limits, TimeProvider time, SocketBudget? sockets = null)
{
    private readonly ConcurrentDictionary<IPAddress, int> _clients = new();
    private readonly RateLimit? _rate = limits.ConnectionRate == 0
        ? null
        : new RateLimit(limits.ConnectionRate, limits.ConnectionBurst == 0 ? limits.ConnectionRate : limits.ConnectionBurst);
    private readonly long _start = time.GetTimestamp();
    private long _due;
    private int _connections;
    private volatile bool _draining;

    /// <summary>Connections that have entered and not left.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>While it is set, new connections are kept out.</summary>
    public bool Draining
    {
        get => _draining;
        set => _draining = value;
    }

    /// <summary>Lets a new connection in, until <see cref="Leave"/>; or says what keeps it out.</summary>
    public TerminationReason? Enter()
    {
        if (_draining)
            return TerminationReason.NodeShutdown;
        if (sockets is { Suspended: true })
            return TerminationReason.ConnectionLimit;
        if (Interlocked.Increment(ref _connections) > limits.MaxConnections && limits.MaxConnections > 0)
        {
            Leave();
            return TerminationReason.ConnectionLimit;
        }
        if (_rate is { } rate && !TakeTurn(rate))
        {
            Leave();
            return TerminationReason.RateLimit;
        }
        return null;
    }

    public void Leave() => Interlocked.Decrement(ref _connections);

    /// <summary>Counts a connection for its client, until <see cref="LeaveClient"/>. False, and not counted, where the client has enough.</summary>
    public bool TryEnterClient(IPAddress client)
    {
        if (limits.MaxConnectionsPerClient == 0)
            return true;
        client = ClientKey.Of(client, limits.ClientPrefixIpv6);
        while (true)
        {
            if (!_clients.TryGetValue(client, out var count))
            {
                if (_clients.TryAdd(client, 1))
                    return true;
            }
            else if (count >= limits.MaxConnectionsPerClient)
            {
                return false;
            }
            else if (_clients.TryUpdate(client, count + 1, count))
            {
                return true;
            }
        }
    }

    public void LeaveClient(IPAddress client)
    {
        if (limits.MaxConnectionsPerClient == 0)
            return;
        client = ClientKey.Of(client, limits.ClientPrefixIpv6);
        while (true)
        {
            var count = _clients[client];
            // Nobody is remembered who has no connection.
            if (count == 1 ? _clients.TryRemove(new KeyValuePair<IPAddress, int>(client, 1)) : _clients.TryUpdate(client, count - 1, count))
                return;
        }
    }

    private bool TakeTurn(RateLimit rate)
    {
        var now = time.GetElapsedTime(_start).Ticks;
        while (true)
        {
            var due = Volatile.Read(ref _due);
            if (!rate.Admits(due, now, out var next))
                return false;
            if (Interlocked.CompareExchange(ref _due, next, due) == due)
                return true;
        }
    }
}
