using ActorProxy.Actors.Accounting;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Routing;
using Akka.Actor;

namespace ActorProxy.Actors.Routes;

/// <summary>What the node runs by: an immutable snapshot, replaced in one write. May be used from any thread.</summary>
public sealed class SnapshotHolder(NodeSnapshot first)
{
    private readonly Lock _swapping = new();
    private NodeSnapshot _current = Layered(first);
    private IActorRef _watcher = ActorRefs.Nobody;

    public NodeSnapshot Current => Volatile.Read(ref _current);

    /// <summary>Replaces the route table, and tells the watcher.</summary>
    public void Swap(RouteTable routes)
    {
        // With the lock no change is lost, and the watcher hears of the tables in the order in which they took effect.
        lock (_swapping)
            Swap(_current with { Routes = routes });
    }

    /// <summary>Replaces the options and, with them, the route table, of which the watcher is told.</summary>
    /// <param name="routes">Null where the table stays.</param>
    public void Swap(ProxyOptions options, RouteTable? routes = null)
    {
        lock (_swapping)
            Swap(new NodeSnapshot(options, routes ?? _current.Routes));
    }

    /// <summary>Replaces some of the options; the route table stays.</summary>
    public void Change(Func<ProxyOptions, ProxyOptions> change)
    {
        lock (_swapping)
            Swap(_current with { Options = change(_current.Options) });
    }

    /// <summary>
    /// Has this actor told of each swap of the table, and of each <see cref="LateTunnel"/>, in place of any other. Returns the table by
    /// which it begins.
    /// </summary>
    public RouteTable Watch(IActorRef watcher)
    {
        lock (_swapping)
        {
            Interlocked.Exchange(ref _watcher, watcher);
            return _current.Routes;
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
        var routes = Current.Routes;
        if (!routes.Has(tunnel.Route) || !routes.PoliciesOf(tunnel.Route, tunnel.Listener).Equals(tunnel.Policies))
            Volatile.Read(ref _watcher).Tell(new LateTunnel(tunnel), ActorRefs.NoSender);
    }

    /// <summary>With what the options say for all routes in the table.</summary>
    private static NodeSnapshot Layered(NodeSnapshot snapshot) =>
        snapshot with { Routes = snapshot.Routes.Under(snapshot.Options.PolicyLayers, snapshot.Options.Http.DotSegments) };

    private void Swap(NodeSnapshot next)
    {
        next = Layered(next);
        var before = Interlocked.Exchange(ref _current, next);
        if (!ReferenceEquals(before.Routes, next.Routes))
            _watcher.Tell(new RoutesSwapped(next.Routes), ActorRefs.NoSender);
    }
}
