using ActorProxy.Actors.Accounting;
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
/// them, or closes them one after another with one timer for all. Requests in flight are left alone. Whatever it was doing,
/// a restart looks through all tunnels again, and drains anew.
/// </summary>
public sealed class RouteChangeActor : UntypedActor
{
    /// <summary>The shortest time between two rounds of a drain: those of 100,000 tunnels in 30 s close some 170 each.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    private static readonly CloseCommand Command = CloseCommand.For(TerminationReason.RouteChanged, "route changed");

    private readonly SnapshotHolder _snapshots;
    private readonly ConnectionTable _connections;
    private readonly ProxyMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ITimer _timer;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly DrainQueue _draining = new();
    private readonly HashSet<string> _told = new(StringComparer.Ordinal); // and maybe not ended yet; pruned at the next change
    private RouteChange? _change;

    public RouteChangeActor(SnapshotHolder snapshots, ConnectionTable connections, ProxyMetrics metrics, TimeProvider time)
    {
        _snapshots = snapshots;
        _connections = connections;
        _metrics = metrics;
        _time = time;
        _start = time.GetTimestamp();
        var self = Self;
        _timer = time.CreateTimer(_ => self.Tell(DrainDue.Instance, ActorRefs.NoSender), null, Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Now => _time.GetElapsedTime(_start);

    protected override void PreStart() => OnTable(_snapshots.Watch(Self));

    protected override void PostStop() => _timer.Dispose();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case RoutesSwapped swapped:
                OnTable(swapped.Table);
                break;
            case LateTunnel late:
                OnLate(late.Info);
                break;
            case DrainDue:
                Drain();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnTable(RouteTable table)
    {
        var before = _change;
        _change = new RouteChange(table);
        _told.RemoveWhere(id => _connections.Find(id) is null);
        var concerned = new Dictionary<Concerned, List<ConnectionInfo>>();
        foreach (var tunnel in _connections.All.Select(connection => connection.Info).Where(info => info.IsTunnel))
        {
            if (!_change.Concerns(tunnel.Route, tunnel.Policies, tunnel.Backend, tunnel.Listener))
            {
                _draining.Remove(tunnel.Id); // its route was restored
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
        Drain();
    }

    /// <summary>Whether something is to be done, or to be said, of a tunnel that is concerned.</summary>
    private bool IsNews(RouteChangePolicy policy, ConnectionInfo tunnel, RouteChange? before, Route? successor)
    {
        if (_told.Contains(tunnel.Id))
            return false;
        if (policy == RouteChangePolicy.Close)
            return true;
        // One that has its time keeps it. Of one that is kept it was said when its route became what it is.
        return !_draining.Contains(tunnel.Id) && (policy == RouteChangePolicy.Drain || before?.Successor(tunnel.Route) != successor
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
            ids.ForEach(Close);
        else if (kind.OnChange.Policy == RouteChangePolicy.Drain)
            foreach (var (id, delay) in ids.Zip(Spread.Delays(ids.Count, kind.OnChange.DrainOver, Random.Shared)))
                _draining.Add(id, Now + delay);
    }

    private void OnLate(ConnectionInfo tunnel)
    {
        // It may have been found among the open connections as well.
        if (_told.Contains(tunnel.Id) || _draining.Contains(tunnel.Id)
            || !_change!.Concerns(tunnel.Route, tunnel.Policies, tunnel.Backend, tunnel.Listener))
            return;
        var onChange = OnChangeOf(tunnel, _change);
        _metrics.RouteChanged(onChange.Policy, 1);
        _log.Debug("Tunnel {Id} opened after its route {Route} changed: {Policy}", tunnel.Id, tunnel.Route.Id, onChange.Policy);
        if (onChange.Policy == RouteChangePolicy.Close)
            Close(tunnel.Id);
        // Many may come late together, when a backend answers after a while: each takes a moment of its own.
        else if (onChange.Policy == RouteChangePolicy.Drain)
            _draining.Add(tunnel.Id, Now + Spread.Delay(onChange.DrainOver, Random.Shared));
        Drain();
    }

    /// <summary>Closes what is due, and sets the timer for the next one.</summary>
    private void Drain()
    {
        var now = Now;
        while (_draining.TryTake(now, out var id))
            Close(id);
        var wait = _draining.Next - now;
        _timer.Change(wait is null ? Timeout.InfiniteTimeSpan : wait < Tick ? Tick : wait.Value, Timeout.InfiniteTimeSpan);
    }

    private void Close(string id)
    {
        _draining.Remove(id);
        if (_connections.Find(id) is not { } tunnel)
            return;
        _told.Add(id);
        tunnel.Actor.Tell(new CloseConnection(Command, id), ActorRefs.NoSender);
    }

    /// <summary>Tunnels that are treated alike.</summary>
    private readonly record struct Concerned(HostPattern Host, string Route, bool IsGone, OnChange OnChange);

    private sealed class DrainDue
    {
        public static readonly DrainDue Instance = new();
    }
}
