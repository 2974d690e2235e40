using ActorProxy.Shared.Cluster;
using Akka.Actor;
using Akka.Cluster;

namespace ActorProxy.Actors.Membership;

/// <summary>Answers <see cref="MembershipQuery"/>, also to nodes of no cluster.</summary>
/// <param name="founds">Whether this node has decided to found a cluster; asked at each question.</param>
public sealed class MembershipResponder(Func<bool> founds) : UntypedActor
{
    /// <summary>Its name below <c>/user</c>: other nodes ask there.</summary>
    public const string Name = "membership-responder";

    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);

    public static bool IsMember(Akka.Cluster.Cluster cluster) =>
        cluster.SelfMember.Status is not (MemberStatus.Removed or MemberStatus.Down);

    protected override void OnReceive(object message)
    {
        if (message is MembershipQuery)
            Sender.Tell(new MembershipAnswer(founds() || IsMember(_cluster)));
        else
            Unhandled(message);
    }
}
