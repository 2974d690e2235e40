using ActorProxy.Actors.Accounting;
using ActorProxy.Shared.Routing;
using Akka.Actor;

namespace ActorProxy.Actors.Routes;

/// <summary>The node's route table: an immutable snapshot, replaced in one write. May be used from any thread.</summary>
public sealed class RouteTableHolder(RouteTable table)
{
    private readonly Lock _swapping = new();
    private RouteTable _current = table;
    private IActorRef _watcher = ActorRefs.Nobody;

    public RouteTable Current => Volatile.Read(ref _current);

    /// <summary>Replaces the table, and tells the watcher.</summary>
    public void Swap(RouteTable table)
    {
        // With the lock the watcher hears of the tables in the order in which they took effect.
        lock (_swapping)
        {
            Interlocked.Exchange(ref _current, table);
            _watcher.Tell(new RoutesSwapped(table), ActorRefs.NoSender);
        }
    }

    /// <summary>Has this actor told of each swap, and of each <see cref="LateTunnel"/>, in place of any other. Returns the table by which it begins.</summary>
    public RouteTable Watch(IActorRef watcher)
    {
        lock (_swapping)
        {
            Interlocked.Exchange(ref _watcher, watcher);
            return _current;
        }
    }

    /// <summary>
    /// A tunnel says that it has entered the table of open connections. Between the look-up of its route and this moment,
    /// while its backend was asked, the table may have been swapped any number of times, and the watcher may have looked through
    /// the open connections without finding it. One of both always sees the other: the tunnel enters before it reads the
    /// table here, and a swap writes the table before the watcher looks. So either the watcher finds the tunnel, or the
    /// tunnel finds the new table and is told of here; the watcher may get to know it twice. Costs two look-ups by string and
    /// one fence a tunnel.
    /// </summary>
    public void Entered(ConnectionInfo tunnel)
    {
        // Without a full fence the read could overtake the write that entered the tunnel.
        Interlocked.MemoryBarrier();
        if (!Current.Has(tunnel.Route))
            Volatile.Read(ref _watcher).Tell(new LateTunnel(tunnel), ActorRefs.NoSender);
    }
}
