using System.Collections.Immutable;
using ActorProxy.Actors.Health;
using ActorProxy.Shared.Cluster;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;

namespace ActorProxy.Actors.Membership;

/// <summary>
/// Brings the node into its cluster by <see cref="JoinRules"/>: asks the contact points, then joins or founds. It goes on until the node
/// is a member, however long the others take. Answers <see cref="MembershipQuery"/> of the other nodes all the time. An actor system with
/// the provider <c>cluster</c> gets one, and has no seed nodes of its own; a later system of the same process gets another with the same
/// <see cref="FormerMembers"/>.
/// </summary>
public sealed class ClusterEntry : UntypedActor, IWithTimers
{
    /// <summary>Its name below <c>/user</c>: other nodes ask there.</summary>
    public const string Name = "membership-responder";

    /// <summary>How long one attempt to join may take before the node looks anew: two of Akka's own rounds of 5 s.</summary>
    private static readonly TimeSpan JoinTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Between looks at whether the node has become a member, where no event has told so.</summary>
    private static readonly TimeSpan MemberInterval = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ContactSurvey _survey;
    private readonly MembershipQuestion _question;
    private readonly IClusterLook _look;
    private readonly FormerMembers _former;
    private readonly NodeHealth _health;
    private readonly TimeProvider _time;
    private EntryStep _step = EntryStep.Looking;
    private long _entering;
    private int _failures;
    private string _said = "";
    private bool _leaves;
    private ImmutableHashSet<Address> _asked = [];
    private ImmutableDictionary<Address, ContactPoint> _others = ImmutableDictionary<Address, ContactPoint>.Empty;

    /// <param name="look">Null for a node that is alone by configuration.</param>
    /// <param name="former">Of this process: of earlier actor systems, too.</param>
    /// <param name="health">Is told what the node waits for.</param>
    public ClusterEntry(IClusterLook? look, FormerMembers former, NodeHealth health, TimeProvider time)
    {
        var self = _cluster.SelfAddress;
        (_look, _former, _health, _time) = (look ?? SeedLook.Alone(self), former, health, time);
        _question = new MembershipQuestion(Context.System, self, time);
        _survey = new ContactSurvey(new ContactPoint(AkkaHost.Of(self.Host), self.Port!.Value), _look, former, _question, time);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private bool IsMember => _cluster.SelfMember.Status is not (MemberStatus.Removed or MemberStatus.Down);

    /// <summary>Whether the node ends: who enters a cluster then, only leaves it again.</summary>
    private static bool IsStopping => CoordinatedShutdown.Get(Context.System).ShutdownReason is not null;

    protected override void PreStart()
    {
        _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent));
        Look();
    }

    protected override void PostStop()
    {
        _cluster.Unsubscribe(Self);
        _stop.Cancel();
        _stop.Dispose();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case MembershipQuery:
                Sender.Tell(MembershipAnswer.Of(IsMember, founds: _step is EntryStep.Announced or EntryStep.Founding,
                    joins: _step == EntryStep.Joining));
                break;
            case JoinView view:
                OnView(view);
                break;
            case Status.Failure failure:
                OnFailure(failure.Cause);
                break;
            case Next:
                OnNext();
                break;
            case ClusterEvent.IMemberEvent change:
                OnChange(change);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Look() => _ = _survey.TakeAsync(_stop.Token).PipeTo(Self); // a failure, too, is sent

    private void OnView(JoinView view)
    {
        if (_failures > 0)
            _log.Info("The nodes are found again");
        _failures = 0;
        if (HasEntered() || IsStopping)
            return;
        switch (JoinRules.Decide(view))
        {
            case JoinDecision.Wait wait:
                _step = EntryStep.Looking;
                if (Says(wait.Reason))
                    _log.Log(wait.Warn ? LogLevel.WarningLevel : LogLevel.InfoLevel, null, "Waiting for a cluster: {Reason}", wait.Reason);
                AskAsAkkaDoes(view);
                Pause(_look.Interval);
                break;
            case JoinDecision.Join join:
                _log.Info("Joining the cluster of {Members}", string.Join(", ", join.Members));
                _cluster.JoinSeedNodes(join.Members.Select(_question.AddressOf));
                Enter(EntryStep.Joining);
                break;
            default:
                OnFound();
                break;
        }
    }

    /// <summary>
    /// Nodes of a version that does not answer our question answer Akka's own: whoever of them is a member takes this node in. It founds
    /// nothing by that, as it is not among those that are asked.
    /// </summary>
    private void AskAsAkkaDoes(JoinView view)
    {
        if (!view.Contacts.Listed)
            return;
        var silent = view.Others.Where(other => other.Membership == Shared.Cluster.Membership.Unknown)
            .Select(other => _question.AddressOf(other.Node)).ToImmutableHashSet();
        if (silent.IsEmpty || silent.SetEquals(_asked))
            return;
        _asked = silent; // Akka asks them until one takes the node in
        _cluster.JoinSeedNodes(silent);
    }

    /// <summary>The first time it only says so, to those who ask; a second look shows whether another one has said so, too.</summary>
    private void OnFound()
    {
        if (_step != EntryStep.Announced)
        {
            _step = EntryStep.Announced;
            Look();
            return;
        }
        _log.Info("Founding a cluster");
        _cluster.Join(_cluster.SelfAddress);
        Enter(EntryStep.Founding);
    }

    private void Enter(EntryStep step)
    {
        _step = step;
        _entering = _time.GetTimestamp();
        Says("");
        Pause(MemberInterval);
    }

    private void OnNext()
    {
        if (HasEntered() || IsStopping)
            return;
        if (_step == EntryStep.Looking || (_step == EntryStep.Joining && _time.GetElapsedTime(_entering) >= JoinTimeout))
            Look();
        else
            Pause(MemberInterval);
    }

    private void OnFailure(Exception failure)
    {
        if (failure is OperationCanceledException && _stop.IsCancellationRequested)
            return;
        _step = _step == EntryStep.Announced ? EntryStep.Looking : _step;
        if (Says(failure.Message))
        {
            if (failure is IOException)
                _log.Error(failure, "No cluster can be found: {Cause}. Trying on", failure.Message);
            else
                _log.Error(failure, "The search for a cluster failed: a defect of ActorProxy. Trying on");
        }
        _failures++;
        Timers.StartSingleTimer(Next.Instance, Next.Instance, Backoff.After(_failures, Random.Shared.NextDouble()));
    }

    private void OnChange(ClusterEvent.IMemberEvent change)
    {
        var address = change.Member.Address;
        if (address.Equals(_cluster.SelfAddress))
            _leaves |= change is ClusterEvent.MemberDowned or ClusterEvent.MemberLeft or ClusterEvent.MemberExited
                or ClusterEvent.MemberRemoved;
        else if (change is ClusterEvent.MemberRemoved)
            _others = _others.Remove(address);
        else
            _others = _others.SetItem(address, new ContactPoint(AkkaHost.Of(address.Host), address.Port!.Value));
        // Who is downed sees all others removed behind that, and is to remember them.
        if (HasEntered() && !_leaves)
            _former.Remember([.. _others.Values]);
    }

    /// <summary>Whether the node is a member, at last or for long.</summary>
    private bool HasEntered()
    {
        if (!IsMember)
            return false;
        if (_step != EntryStep.Entered)
        {
            _step = EntryStep.Entered;
            Timers.CancelAll();
            Says("");
            _former.Remember([.. _others.Values]);
            _log.Info("The node is a member of its cluster");
        }
        return true;
    }

    /// <summary>Spread, so that nodes that hinder each other do not come in step.</summary>
    private void Pause(TimeSpan about) =>
        Timers.StartSingleTimer(Next.Instance, Next.Instance, about * (0.75 + Random.Shared.NextDouble() / 2));

    /// <summary>Whether this is something else than before. What the node waits for is told to who asks how it is.</summary>
    private bool Says(string text)
    {
        if (_said == text)
            return false;
        _said = text;
        _health.Update(state => state with { Entry = text });
        return true;
    }

    private sealed record Next
    {
        public static readonly Next Instance = new();
    }
}
