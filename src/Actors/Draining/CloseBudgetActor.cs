using ActorProxy.Actors.Health;
using ActorProxy.Actors.Membership;
using ActorProxy.Shared.Draining;
using ActorProxy.Shared.Options;
using Akka.Actor;
using Akka.Event;

namespace ActorProxy.Actors.Draining;

/// <summary>
/// Keeps what all nodes together close a second within <c>shutdown.closes-per-second</c>: asks the oldest node how fast this one may close
/// connections while it has some to close and, on the oldest node, divides the budget among those that ask. A node that gets no answer goes
/// by an equal share of all members.
/// </summary>
internal sealed class CloseBudgetActor : UntypedActor
{
    /// <summary>Its name below <c>/user</c>, on each node.</summary>
    public const string Name = "close-budget";

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly string _node;
    private readonly CloseBudget _budget;
    private readonly NodeHealth _health;
    private readonly Func<ShutdownOptions> _options;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private CloseAllotment? _allotment; // while this node is the oldest
    private bool _asks;
    private bool _waits;

    /// <param name="node">The node's name.</param>
    /// <param name="options">Those that are in force.</param>
    public CloseBudgetActor(string node, CloseBudget budget, NodeHealth health, Func<ShutdownOptions> options, TimeProvider time)
    {
        (_node, _budget, _health, _options, _time) = (node, budget, health, options, time);
        var self = Self;
        _timer = time.CreateTimer(_ => self.Tell(Round.Instance, ActorRefs.NoSender), null, TimeSpan.Zero, Every);
    }

    private long Now => (long)TimeSpan.FromSeconds((double)_time.GetTimestamp() / _time.TimestampFrequency).TotalMilliseconds;

    protected override void PostStop() => _timer.Dispose();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Round:
                OnRound(_options());
                break;
            case CloseRequest request when ServingMembers.IsOldest(Context.System):
                _allotment ??= new CloseAllotment(Now);
                Sender.Tell(_allotment.Ask(request, _options().ClosesPerSecond, _options().NodesAtATime, Now));
                break;
            case CloseRequest:
                _allotment = null; // it was the oldest once, or is not yet as this node sees it: who asks does so again
                break;
            case CloseGrant grant:
                OnGrant(grant);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnRound(ShutdownOptions options)
    {
        var members = ServingMembers.CountOf(Context.System);
        if (options is { ClosesPerSecond: 0, NodesAtATime: 0 } && !_budget.Alone)
        {
            _budget.Grant(null, Every, null);
        }
        else if (members <= 1)
        {
            _budget.Grant(Share(options, 1), CloseAllotment.Used, Share(options, 1));
        }
        else if (_budget.Pending > 0 || _asks)
        {
            if (!_asks)
                _budget.Grant(0, CloseAllotment.Used, Share(options, members));
            _asks = _budget.Pending > 0;
            ServingMembers.OldestOf(Context.System, Name)?.Tell(
                new CloseRequest(_node, _budget.Pending, _health.Current.Draining, _budget.Alone), Self);
        }
        else
        {
            // What is to be closed between two rounds waits for the next.
            _budget.Grant(0, CloseAllotment.Used, Share(options, members));
        }
    }

    private void OnGrant(CloseGrant grant)
    {
        if (!_asks)
            return;
        _budget.Grant(grant.Rate, CloseAllotment.Used, Share(_options(), ServingMembers.CountOf(Context.System)));
        _budget.Ahead = grant.Ahead;
        if (grant.Ahead > 0 != _waits)
        {
            _waits = !_waits;
            _log.Info(_waits ? "The node waits until {0} others have closed their connections" : "The node closes its connections now",
                grant.Ahead);
        }
    }

    /// <summary>Null for no bound.</summary>
    private static double? Share(ShutdownOptions options, int members) =>
        options.ClosesPerSecond == 0 ? null : (double)options.ClosesPerSecond / Math.Max(1, members);

    private sealed class Round
    {
        public static readonly Round Instance = new();
    }
}
