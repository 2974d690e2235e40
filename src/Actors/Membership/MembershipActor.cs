using ActorProxy.Actors.Health;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;

namespace ActorProxy.Actors.Membership;

/// <summary>
/// Follows what the cluster thinks of this node, for its <see cref="NodeHealth"/>, and logs who comes, goes or cannot be reached.
/// </summary>
internal sealed class MembershipActor : UntypedActor
{
    private readonly NodeHealth _health;
    private readonly Action _joined;
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly ILoggingAdapter _log = Context.GetLogger();

    /// <param name="joined">Told when this node is a member.</param>
    public MembershipActor(NodeHealth health, Action joined) => (_health, _joined) = (health, joined);

    protected override void PreStart() => _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
        typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent));

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ClusterEvent.MemberUp up when IsSelf(up.Member):
                _health.Update(state => state.Joined());
                _joined();
                _log.Info("This node, {Node}, is a member of the cluster", up.Member.Address);
                break;
            case ClusterEvent.MemberUp up:
                _log.Info("Node {Node} is a member of the cluster", up.Member.Address);
                break;
            case ClusterEvent.MemberDowned or ClusterEvent.MemberLeft or ClusterEvent.MemberExited or ClusterEvent.MemberRemoved:
                OnLeaving(((ClusterEvent.IMemberEvent)message).Member, message is ClusterEvent.MemberDowned);
                break;
            case ClusterEvent.UnreachableMember unreachable:
                _log.Warning("Node {Node} cannot be reached", unreachable.Member.Address);
                break;
            case ClusterEvent.ReachableMember reachable:
                _log.Info("Node {Node} can be reached again", reachable.Member.Address);
                break;
            case ClusterEvent.IMemberEvent or ClusterEvent.IReachabilityEvent:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnLeaving(Member member, bool downed)
    {
        if (IsSelf(member))
        {
            _health.Update(state => state.Lost());
            if (downed)
                _log.Error("The cluster goes on without this node, {Node}: it was out of reach for longer than cluster.down-after, or "
                    + "alone with a minority", member.Address);
        }
        else
        {
            _log.Info("Node {Node} is {Status}", member.Address, downed ? MemberStatus.Down : member.Status);
        }
    }

    private bool IsSelf(Member member) => member.UniqueAddress.Equals(_cluster.SelfUniqueAddress);
}
