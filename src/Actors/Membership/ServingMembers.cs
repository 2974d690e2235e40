using Akka.Cluster;

namespace ActorProxy.Actors.Membership;

/// <summary>Nodes that have connections and replicas of the registry: those that are up, or on their way out.</summary>
internal static class ServingMembers
{
    public static IEnumerable<Member> Of(ClusterEvent.CurrentClusterState state) =>
        state.Members.Where(member => member.Status is MemberStatus.Up or MemberStatus.WeaklyUp or MemberStatus.Leaving);
}
