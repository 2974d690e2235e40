using System.Collections.Immutable;
using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Directory;
using ActorProxy.Shared.Backends.Reports;
using ActorProxy.Shared.Routing;
using Akka.Actor;

namespace ActorProxy.Actors.Reports;

/// <summary>
/// Tells the other nodes, once a second at most, what this one knows of its backends, and hears them: how many connections each has,
/// where picks look at those of all nodes, and which backends are down. Without it, as without other nodes, picks go by the node's own
/// connections.
/// </summary>
internal sealed class ReportActor : UntypedActor
{
    /// <summary>Its name below <c>/user</c>, on each node.</summary>
    public const string Name = "backend-reports";

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly Func<RouteTable> _routes; // those that are served now
    private readonly PoolStates _pools;
    private readonly NodeReports _reports;
    private readonly string _node = NodeTargets.NameOf(Context.System);
    private readonly BackendsFound _found;
    private readonly Action<BackendNews> _onLearned;
    private readonly ITimer _timer;
    private RouteTable? _seen;
    private HashSet<string> _reached = []; // nodes that had the last report

    public ReportActor(Func<RouteTable> routes, PoolStates pools, TimeProvider time)
    {
        (_routes, _pools, _reports) = (routes, pools, new NodeReports(_node, pools));
        var self = Self;
        _found = new BackendsFound(pools, self);
        _onLearned = news => self.Tell(news, ActorRefs.NoSender);
        _timer = time.CreateTimer(_ => self.Tell(Round.Instance, ActorRefs.NoSender), null, Every, Every);
    }

    protected override void PreStart() => _pools.Hints.Learned += _onLearned;

    protected override void PostStop()
    {
        _found.Dispose();
        _pools.Hints.Learned -= _onLearned;
        _timer.Dispose();
        _reports.Reset();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Round:
                if (!ReferenceEquals(_routes(), _seen))
                    Look();
                Report();
                break;
            case BackendsFound found:
                found.Take();
                Look();
                break;
            case BackendNews news:
                _reports.Learn(news);
                break;
            case BackendReport report when Others().Any(other => other.Name == report.Node):
                _reports.Take(report);
                break;
            case BackendReport:
                break; // of a node that has just gone
            default:
                Unhandled(message);
                break;
        }
    }

    private void Look()
    {
        _seen = _routes();
        _reports.Look(_seen);
    }

    private void Report()
    {
        var others = Others();
        var members = others.Select(other => other.Name).ToHashSet();
        _reports.Expire(members.Contains);
        var reachable = others.Where(other => other.IsReachable).ToList();
        if (!reachable.All(other => _reached.Contains(other.Name)))
            _reports.Repeat();
        _reached = [.. reachable.Select(other => other.Name)];
        foreach (var report in _reports.Next())
        {
            foreach (var other in reachable)
                other.Directory!.Tell(report, ActorRefs.NoSender);
        }
    }

    private ImmutableArray<NodeTarget> Others() =>
        [.. NodeTargets.Of(Context.System, "user", Name, _node, only: null).Where(target => target.Name != _node)];

    private sealed class Round
    {
        public static readonly Round Instance = new();
    }
}
