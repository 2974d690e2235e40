using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Shared.Draining;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.RouteChanges;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;
using Akka.Actor;
using Akka.Event;

namespace ActorProxy.Actors.Routes;

/// <summary>
/// Does to the node's open tunnels what their routes say when those change (<see cref="RouteChange"/>): keeps them, closes
/// them, or closes them one after another. Requests in flight are left alone. Whatever it was doing, a restart looks through
/// all tunnels again, and drains anew.
/// </summary>
public sealed class RouteChangeActor : UntypedActor
{
    private static readonly CloseCommand Command = CloseCommand.For(TerminationReason.RouteChanged, "route changed");

    private readonly SnapshotHolder _snapshots;
    private readonly ConnectionTable _connections;
    private readonly ProxyMetrics _metrics;
    private readonly PacedCloser _closer;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly PoolStates _pools;
    private readonly BackendsFound _found;
    private RouteTable _table = RouteTable.Empty;
    private RouteChange? _change;

    public RouteChangeActor(
        SnapshotHolder snapshots, PoolStates pools, ConnectionTable connections, ProxyMetrics metrics, TimeProvider time,
        CloseBudget budget)
    {
        _found = new BackendsFound(pools, Self);
        (_snapshots, _pools) = (snapshots, pools);
        _connections = connections;
        _metrics = metrics;
        _closer = new PacedCloser(Command, id => connections.Find(id)?.Actor, time, Self, budget);
    }

    protected override void PreStart() => OnTable(_snapshots.Watch(Self));

    protected override void PostStop()
    {
        _found.Dispose();
        _closer.Dispose();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case RoutesSwapped swapped:
                OnTable(swapped.Table);
                break;
            case BackendsFound found:
                found.Take();
                OnTable(_table);
                break;
            case LateTunnel late:
                OnLate(late.Info);
                break;
            case PacedCloser.Round:
                _closer.CloseDue();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnTable(RouteTable table)
    {
        var before = _change;
        _table = table;
        _change = new RouteChange(table, pool => _pools.Of(pool).Members.Select(member => member.Backend));
        _closer.ForgetEnded();
        var concerned = new Dictionary<Concerned, List<ConnectionInfo>>();
        foreach (var tunnel in _connections.All.Where(connection => connection.IsTunnel).Select(connection => connection.Info))
        {
            if (!_change.Concerns(tunnel.Route, tunnel.Policies, tunnel.Backend, tunnel.Listener))
            {
                _closer.Remove(tunnel.Id); // its route was restored
                continue;
            }
            var successor = _change.Successor(tunnel.Route);
            var onChange = OnChangeOf(tunnel, _change);
            if (!IsNews(onChange.Policy, tunnel, before, successor))
                continue;
            var kind = new Concerned(tunnel.Route.Host, tunnel.Route.Id, successor is null, onChange);
            if (!concerned.TryGetValue(kind, out var tunnels))
                concerned.Add(kind, tunnels = []);
            tunnels.Add(tunnel);
        }
        // Oldest first. Of the others, which are most of them, the order does not matter.
        foreach (var (kind, tunnels) in concerned)
            Apply(kind, [.. tunnels.OrderBy(tunnel => tunnel.Since).Select(tunnel => tunnel.Id)]);
    }

    /// <summary>Whether something is to be done, or to be said, of a tunnel that is concerned.</summary>
    private bool IsNews(RouteChangePolicy policy, ConnectionInfo tunnel, RouteChange? before, Route? successor)
    {
        if (_closer.WasTold(tunnel.Id))
            return false;
        if (policy == RouteChangePolicy.Close)
            return true;
        // One that has its time keeps it. Of one that is kept it was said when its route became what it is.
        return !_closer.IsWaiting(tunnel.Id) && (policy == RouteChangePolicy.Drain || before?.Successor(tunnel.Route) != successor
            || (before is not null && !PoliciesOf(tunnel, before).Equals(PoliciesOf(tunnel, _change!))));
    }

    private static PolicySet PoliciesOf(ConnectionInfo tunnel, RouteChange change) =>
        change.PoliciesOf(tunnel.Route, tunnel.Policies, tunnel.Listener);

    private static OnChange OnChangeOf(ConnectionInfo tunnel, RouteChange change) => PoliciesOf(tunnel, change).Of<OnChange>();

    private void Apply(Concerned kind, List<string> ids)
    {
        _metrics.RouteChanged(kind.OnChange.Policy, ids.Count);
        _log.Info("Route {Route} of host {Host} {Change}: {Policy} its {Tunnels} open tunnels", kind.Route, kind.Host,
            kind.IsGone ? "is gone" : "changed", kind.OnChange.Policy, ids.Count);
        if (kind.OnChange.Policy == RouteChangePolicy.Close)
            ids.ForEach(_closer.Close);
        else if (kind.OnChange.Policy == RouteChangePolicy.Drain)
            _closer.CloseOver(ids, kind.OnChange.DrainOver);
    }

    private void OnLate(ConnectionInfo tunnel)
    {
        // It may have been found among the open connections as well.
        if (_closer.WasTold(tunnel.Id) || _closer.IsWaiting(tunnel.Id)
            || !_change!.Concerns(tunnel.Route, tunnel.Policies, tunnel.Backend, tunnel.Listener))
            return;
        var onChange = OnChangeOf(tunnel, _change);
        _metrics.RouteChanged(onChange.Policy, 1);
        _log.Debug("Tunnel {Id} opened after its route {Route} changed: {Policy}", tunnel.Id, tunnel.Route.Id, onChange.Policy);
        if (onChange.Policy == RouteChangePolicy.Close)
            _closer.Close(tunnel.Id);
        else if (onChange.Policy == RouteChangePolicy.Drain)
            _closer.CloseLate(tunnel.Id, onChange.DrainOver);
    }

    /// <summary>Tunnels that are treated alike.</summary>
    private readonly record struct Concerned(HostPattern Host, string Route, bool IsGone, OnChange OnChange);
}
