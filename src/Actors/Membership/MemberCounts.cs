using Akka.Actor;
using Akka.Cluster;

namespace ActorProxy.Actors.Membership;

/// <summary>How many nodes of the cluster there are, by what this node sees of them. All nodes are in one of the three.</summary>
/// <param name="Other">Reachable, and joining, leaving or the like.</param>
internal readonly record struct MemberCounts(int Up, int Unreachable, int Other)
{
    /// <param name="system">One without a cluster has no members.</param>
    public static MemberCounts Of(ActorSystem system)
    {
        if (!system.Settings.HasCluster || system.WhenTerminated.IsCompleted)
            return default;
        var state = Cluster.Get(system).State;
        var unreachable = state.Members.Count(member => state.Unreachable.Contains(member));
        var up = state.Members.Count(member => member.Status == MemberStatus.Up && !state.Unreachable.Contains(member));
        return new MemberCounts(up, unreachable, state.Members.Count - up - unreachable);
    }
}
