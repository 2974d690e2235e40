using System.Collections.Concurrent;
using System.Net;
using ActorProxy.Shared.Admission;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Admission;

/// <summary>Counts the node's client connections and says when there are enough. May be used from any thread.</summary>
/// <param name="limits">Those of the beginning.</param>
/// <param name="sockets">While it is suspended, nobody is let in. Null for one that never is.</param>
public sealed class AdmissionGate(LimitOptions limits, TimeProvider time, SocketBudget? sockets = null)
{
    private readonly ConcurrentDictionary<IPAddress, int> _clients = new();
    private volatile Limits _limits = new(limits);
    private readonly long _start = time.GetTimestamp();
    private long _due;
    private int _connections;
    private volatile bool _draining;
    private volatile bool _closed;

    /// <summary>Connections that have entered and not left.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>While it is set, new connections are kept out.</summary>
    public bool Draining
    {
        get => _draining;
        set => _draining = value;
    }

    /// <summary>While it is set, new connections are kept out as well: the node has no cluster, and is to keep what it has.</summary>
    public bool Closed
    {
        get => _closed;
        set => _closed = value;
    }

    /// <summary>Whether the node has as many connections as it may.</summary>
    public bool IsFull => _limits.Options.MaxConnections is > 0 and var most && Connections >= most;

    /// <summary>Goes by other limits. A client that is in stays, and is counted.</summary>
    public void Take(LimitOptions limits) => _limits = new Limits(limits);

    /// <summary>Lets a new connection in, until <see cref="Leave"/>; or says what keeps it out.</summary>
    public TerminationReason? Enter()
    {
        if (_draining || _closed)
            return TerminationReason.NodeShutdown;
        if (sockets is { Suspended: true })
            return TerminationReason.ConnectionLimit;
        var current = _limits;
        var most = current.Options.MaxConnections;
        if (Interlocked.Increment(ref _connections) > most && most > 0)
        {
            Leave();
            return TerminationReason.ConnectionLimit;
        }
        if (current.Rate is { } rate && !TryTakeSlot(rate))
        {
            Leave();
            return TerminationReason.RateLimit;
        }
        return null;
    }

    public void Leave() => Interlocked.Decrement(ref _connections);

    /// <summary>Counts a connection for its client, also while there is no limit: one that is set later is to know who is there.</summary>
    /// <returns>What it is counted for, until <see cref="LeaveClient"/>; null, and not counted, where the client has enough.</returns>
    public IPAddress? TryEnterClient(IPAddress client)
    {
        var options = _limits.Options;
        var most = options.MaxConnectionsPerClient == 0 ? int.MaxValue : options.MaxConnectionsPerClient;
        client = ClientKey.Of(client, options.ClientPrefixIpv6);
        while (true)
        {
            if (!_clients.TryGetValue(client, out var count))
            {
                if (_clients.TryAdd(client, 1))
                    return client;
            }
            else if (count >= most)
            {
                return null;
            }
            else if (_clients.TryUpdate(client, count + 1, count))
            {
                return client;
            }
        }
    }

    /// <param name="client">What <see cref="TryEnterClient"/> has said.</param>
    public void LeaveClient(IPAddress client)
    {
        while (true)
        {
            var count = _clients[client];
            // Nobody is remembered who has no connection.
            if (count == 1 ? _clients.TryRemove(new KeyValuePair<IPAddress, int>(client, 1)) : _clients.TryUpdate(client, count - 1, count))
                return;
        }
    }

    private bool TryTakeSlot(RateLimit rate)
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

    private sealed class Limits(LimitOptions options)
    {
        public LimitOptions Options { get; } = options;

        public RateLimit? Rate { get; } = options.ConnectionRate == 0
            ? null
            : new RateLimit(options.ConnectionRate, options.ConnectionBurst == 0 ? options.ConnectionRate : options.ConnectionBurst);
    }
}
