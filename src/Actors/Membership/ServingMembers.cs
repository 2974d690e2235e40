using Akka.Actor;
using Akka.Cluster;

namespace ActorProxy.Actors.Membership;

/// <summary>Nodes that have connections and replicas of the registry: those that are up, or on their way out.</summary>
internal static class ServingMembers
{
    public static IEnumerable<Member> Of(ClusterEvent.CurrentClusterState state) =>
        state.Members.Where(member => member.Status is MemberStatus.Up or MemberStatus.WeaklyUp or MemberStatus.Leaving);

    /// <summary>How many there are, this one included; 1 where the system is of no cluster.</summary>
    public static int CountOf(ActorSystem system) => system.Settings.HasCluster ? Of(Cluster.Get(system).State).Count() : 1;

    /// <summary>Whether this node has been a member for longer than all others.</summary>
    public static bool IsOldest(ActorSystem system) => system.Settings.HasCluster && Oldest(system) is { } oldest
        && oldest.UniqueAddress.Equals(Cluster.Get(system).SelfUniqueAddress);

    /// <summary>An actor of the oldest node; null where there is none.</summary>
    /// <param name="name">Its name below <c>/user</c>.</param>
    public static ActorSelection? OldestOf(ActorSystem system, string name) =>
        Oldest(system) is { } oldest ? system.ActorSelection(new RootActorPath(oldest.Address) / "user" / name) : null;

    private static Member? Oldest(ActorSystem system) => Of(Cluster.Get(system).State).Min(Member.AgeOrdering);
}
