using ActorProxy.Actors.Health;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;
using Akka.Actor;
using Akka.Event;

namespace ActorProxy.Actors.Registry;

/// <summary>
/// The node's copy of the registry. Entities tell it of changes; once in a while it compares with the copy of another node,
/// by chance, and both take what they lack. The copy is complete when it equals a complete one; the oldest node makes the
/// first one, from the entities. Changes that come at once lead to one swap of the node's table.
/// </summary>
internal sealed class RouteReplicaActor : UntypedActor, IWithTimers
{
    /// <summary>Between two comparisons: so long a change may be missing on a node where its message was lost.</summary>
    private static readonly TimeSpan CompareEvery = TimeSpan.FromSeconds(1);

    private readonly IActorRef _region;
    private readonly RegistryClient _registry;
    private readonly NodeRoutes _routes;
    private readonly NodeHealth _health;
    private readonly RegistryMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ReplicaTable _copy = new();
    private readonly HashSet<HostPattern> _changed = [];
    private IActorRef _declarer = ActorRefs.Nobody;
    private IActorRef _loader = ActorRefs.Nobody;
    private bool _complete;

    public RouteReplicaActor(IActorRef region, NodeRoutes routes, NodeHealth health, RegistryMetrics metrics, TimeProvider time)
    {
        _region = region;
        _registry = new RegistryClient(region);
        _routes = routes;
        _health = health;
        _metrics = metrics;
        _time = time;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        _declarer = Context.ActorOf(Props.Create(() => new RouteDeclarer(_registry, _routes.Configuration)), "declarer");
        Timers.StartPeriodicTimer(Compare.Instance, Compare.Instance, TimeSpan.Zero, CompareEvery);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case HostRoutes routes:
                Take(routes);
                break;
            case ReplicaRoutes part:
                foreach (var routes in part.Hosts)
                    Take(routes);
                if (part.Last)
                    Sender.Tell(new ReplicaDigest(_copy.Digest));
                break;
            case ReplicaDigest theirs when theirs.Digest.AsSpan().SequenceEqual(_copy.Digest.AsSpan()):
                Sender.Tell(new ReplicaInSync(_complete));
                break;
            case ReplicaDigest theirs:
                Sender.Tell(_copy.Differing(theirs.Digest.AsSpan()));
                break;
            case ReplicaBuckets theirs:
                OnBuckets(theirs);
                break;
            case ReplicaWant want:
                Send(want.Hosts.Select(host => _copy.Hosts.GetValueOrDefault(host)).OfType<HostRoutes>());
                break;
            case ReplicaInSync sync:
                _metrics.Compared();
                if (sync.Complete)
                    Complete("a node that has them");
                break;
            case Compare:
                OnCompare();
                break;
            case Swap:
                OnSwap();
                break;
            case RegistryLoader.Loaded:
                Complete("the registry's database");
                break;
            case RouteDeclarer.Declared declared when ReferenceEquals(declared.Configuration, _routes.Configuration):
                _routes.Acknowledge(declared.Host, declared.Revision);
                Touch([declared.Host]);
                break;
            case ReloadRoutes reload:
                Touch(_routes.Reload(reload.Configuration));
                if (_complete)
                    Declare(_routes.Configuration.Undeclared(_copy.Hosts));
                break;
            case RouteDeclarer.Declared:
                break; // of a configuration that is no longer
            default:
                Unhandled(message);
                break;
        }
    }

    private void Take(HostRoutes routes)
    {
        if (!_copy.Merge(routes))
            return;
        if (_complete)
            _metrics.Spread(_time.GetUtcNow() - routes.ChangedAt);
        Touch([routes.Host]);
    }

    /// <summary>What else has come already is taken before the table is made anew.</summary>
    private void Touch(IEnumerable<HostPattern> hosts)
    {
        if (_changed.Count == 0)
            Self.Tell(Swap.Instance);
        _changed.UnionWith(hosts);
    }

    private void OnSwap()
    {
        _routes.Update(_changed, _copy.Hosts);
        // A host that another node's older configuration brought back, or took away, is declared again.
        if (_complete)
            Declare(_routes.Configuration.Undeclared(_changed.Where(_copy.Hosts.ContainsKey).ToDictionary(host => host, host => _copy.Hosts[host])).Intersect(_changed));
        _changed.Clear();
        _metrics.Hosts = _copy.Hosts.Count;
    }

    private void OnCompare()
    {
        if (!_complete && _loader.IsNobody() && Replicas.IsOldest(Context.System))
            _loader = Context.ActorOf(Props.Create(() => new RegistryLoader(_region)), "loader");
        if (Replicas.AnyOther(Context.System) is { } other)
            other.Tell(new ReplicaDigest(_copy.Digest), Self);
        else if (_complete)
            _metrics.Compared(); // alone, and the entities are here
    }

    private void OnBuckets(ReplicaBuckets theirs)
    {
        var (newer, older) = _copy.Compare(theirs);
        if (!newer.IsEmpty)
            Send(newer);
        foreach (var hosts in older.Chunk(KnownHosts.PageSize))
            Sender.Tell(new ReplicaWant([.. hosts]));
    }

    private void Send(IEnumerable<HostRoutes> hosts)
    {
        foreach (var part in ReplicaRoutes.InParts(hosts))
            Sender.Tell(part);
    }

    private void Complete(string source)
    {
        if (_complete)
            return;
        _complete = true;
        _log.Info("All routes of the registry are here, of {Hosts} hosts, from {Source}", _copy.Hosts.Count, source);
        _routes.Update(_copy.Hosts.Keys, _copy.Hosts);
        _metrics.Compared();
        _metrics.Hosts = _copy.Hosts.Count;
        _health.Update(state => state with { RoutesSynced = true });
        Declare(_routes.Configuration.Undeclared(_copy.Hosts));
    }

    private void Declare(IEnumerable<HostPattern> hosts)
    {
        if (hosts.ToList() is { Count: > 0 } some)
            _declarer.Tell(new RouteDeclarer.Declare(some, _routes.Configuration));
    }

    private sealed class Compare
    {
        public static readonly Compare Instance = new();
    }

    private sealed class Swap
    {
        public static readonly Swap Instance = new();
    }
}
