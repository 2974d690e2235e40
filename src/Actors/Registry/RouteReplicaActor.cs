using System.Collections.Immutable;
using ActorProxy.Actors.Health;
using ActorProxy.Shared.Clocks;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;
using Akka.Actor;
using Akka.Event;

namespace ActorProxy.Actors.Registry;

/// <summary>
/// The node's replica of the registry. Entities tell it of changes; once in a while it compares with the replica of another node,
/// chosen at random, and both take what they lack. The replica is complete when it equals a complete one; the oldest node makes the
/// first one, from the database (<see cref="JournalReader"/>). Changes that come at once lead to one swap of the node's table.
/// </summary>
internal sealed class RouteReplicaActor : UntypedActor, IWithTimers
{
    /// <summary>Between two comparisons: so long a change may be missing on a node where its message was lost.</summary>
    private static readonly TimeSpan CompareEvery = TimeSpan.FromSeconds(1);

    /// <summary>Between two savings of what has changed.</summary>
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(5);

    private readonly RegistryClient _registry;
    private readonly NodeRoutes _routes;
    private readonly NodeHealth _health;
    private readonly RegistryMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly IRegistryDatabase _database;
    private readonly HostFaults _faults;
    private readonly ISavedRoutes? _saved;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ReplicaTable _replica = new();
    private readonly long _replicaId = Random.Shared.NextInt64();
    private readonly HashSet<HostPattern> _changed = [];
    private IActorRef _declarer = ActorRefs.Nobody;
    private IActorRef _journal = ActorRefs.Nobody;
    private bool _complete;
    private bool _unsaved;

    public RouteReplicaActor(RegistryClient registry, KnownRegistry known, NodeHealth health, TimeProvider time)
    {
        (_database, _faults, _routes, _metrics, _saved) = (known.Database, known.Faults, known.Routes, known.Metrics, known.Saved);
        _registry = registry;
        _health = health;
        _time = time;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        _declarer = Context.ActorOf(Props.Create(() => new RouteDeclarer(_registry, _routes.Configuration)), "declarer");
        _journal = Context.ActorOf(Props.Create(() => new JournalReader(_database, _faults, _time)), "journal");
        Timers.StartPeriodicTimer(Compare.Instance, Compare.Instance, TimeSpan.Zero, CompareEvery);
    }

    protected override void PostStop() => Save();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case HostRoutes routes:
                Take(routes);
                break;
            case JournalReader.Stored stored:
                Touch(stored.Events.Where(_replica.Merge).Select(changed => changed.Host).ToList());
                break;
            case ReplicaRoutes part:
                foreach (var routes in part.Hosts)
                    Take(routes);
                if (part.Last)
                    Sender.Tell(new ReplicaDigest(_replica.Digest, _replicaId));
                break;
            case ReplicaDigest theirs when theirs.Digest.AsSpan().SequenceEqual(_replica.Digest.AsSpan()):
                Sender.Tell(new ReplicaInSync(_complete, (long)_metrics.Staleness.TotalMilliseconds, theirs.Replica));
                break;
            case ReplicaDigest theirs:
                Sender.Tell(_replica.Differing(theirs.Digest.AsSpan()));
                break;
            case ReplicaBuckets theirs:
                OnBuckets(theirs);
                break;
            case ReplicaWant want:
                Send(want.Hosts.Select(host => _replica.Hosts.GetValueOrDefault(host)).OfType<HostRoutes>());
                break;
            case GetReplica:
                Sender.Tell(new RegistryReplica(_replica.Hosts.Values.ToImmutableArray()));
                break;
            case ReplicaInSync { Complete: true } sync when IsOfThisReplica(sync):
                Complete("a node that has them");
                _metrics.Confirmed(TimeSpan.FromMilliseconds(sync.AgeMs));
                break;
            case Compare:
                Replicas.AnyOther(Context.System)?.Tell(new ReplicaDigest(_replica.Digest, _replicaId), Self);
                break;
            case SaveNow:
                Save();
                break;
            case Swap:
                OnSwap();
                break;
            case JournalReader.UpToDate when Sender.Equals(_journal):
                Complete("the registry's database");
                _metrics.Confirmed(TimeSpan.Zero);
                break;
            case RouteDeclarer.Declared declared when ReferenceEquals(declared.Configuration, _routes.Configuration):
                _routes.Acknowledge(declared.Host, declared.Revision);
                Touch([declared.Host]);
                break;
            case ReloadRoutes reload:
                OnReload(reload.Configuration);
                break;
            case ReplicaInSync or JournalReader.UpToDate or RouteDeclarer.Declared:
                break; // of a replica that is not whole, or of a replica or configuration that is no longer
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>
    /// After a failure the replica is made anew, and empty. What was said of the one before, and comes now, does not make this one
    /// complete: it would tell nodes that join that there are no routes. Nodes of a version that does not repeat the number are
    /// believed, or a node among them would never be ready.
    /// </summary>
    private bool IsOfThisReplica(ReplicaInSync sync) => sync.Replica is null || sync.Replica == _replicaId;

    private void Take(HostRoutes routes)
    {
        if (!_replica.Merge(routes))
            return;
        if (_complete)
            _metrics.Spread(_time.GetWallTime() - routes.ChangedAt);
        Touch([routes.Host]);
    }

    /// <summary>What else has come already is taken before the table is made anew.</summary>
    private void Touch(IEnumerable<HostPattern> hosts)
    {
        var pending = _changed.Count > 0;
        _changed.UnionWith(hosts);
        if (!pending && _changed.Count > 0)
            Self.Tell(Swap.Instance);
    }

    private void OnSwap()
    {
        _routes.Update(_changed, _replica.Hosts);
        // Nodes with an older configuration may have brought a host back, or taken it away. Those with the same revision are not
        // answered: two that differ would go on for ever.
        if (_complete)
            Declare(_changed.Where(host => _replica.Hosts.TryGetValue(host, out var known) && _routes.Configuration.IsNewerThan(known)));
        _changed.Clear();
        _metrics.Hosts = _replica.Hosts.Count;
        SaveSoon();
    }

    private void OnReload(StaticRoutes configuration)
    {
        Touch(_routes.Reload(configuration));
        if (_complete)
            Touch(Settle());
    }

    private void OnBuckets(ReplicaBuckets theirs)
    {
        var (newer, older) = _replica.Compare(theirs);
        if (!newer.IsEmpty)
            Send(newer);
        foreach (var hosts in older.Chunk(ReplicaWant.MaxHosts))
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
        _log.Info("All routes of the registry are here, of {Hosts} hosts, from {Source}", _replica.Hosts.Count, source);
        Settle();
        _routes.UpdateAll(_replica.Hosts);
        _metrics.Hosts = _replica.Hosts.Count;
        _health.Update(state => state with { RoutesSynced = true });
        SaveSoon();
    }

    /// <summary>Not a replica that is not whole: it would take the place of one that was.</summary>
    private void SaveSoon()
    {
        if (!_complete || _saved is null || _unsaved)
            return;
        _unsaved = true;
        Timers.StartSingleTimer(SaveNow.Instance, SaveNow.Instance, SaveEvery);
    }

    private void Save()
    {
        if (_unsaved)
            _saved!.Save(SavedRoutes.Of(_replica.Hosts.Values, _time.GetWallTime()));
        _unsaved = false;
    }

    /// <summary>Tells the registry what it lacks of the configuration.</summary>
    private IReadOnlyCollection<HostPattern> Settle()
    {
        var undeclared = _routes.Settle(_replica.Hosts);
        Declare(undeclared);
        if (_routes.Withheld(_replica.Hosts).ToList() is { Count: > 0 } withheld)
            _log.Warning("The configuration has other routes than the registry for {Count} hosts, such as {Host}: those of the registry "
                + "serve. A reload of this node declares the configuration's, as a raised registry.revision does at each start",
                withheld.Count, withheld[0]);
        return undeclared;
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

    private sealed class SaveNow
    {
        public static readonly SaveNow Instance = new();
    }

    private sealed class Swap
    {
        public static readonly Swap Instance = new();
    }
}
