using ActorProxy.Actors.Membership;
using Akka.Actor;
using Akka.Cluster;

namespace ActorProxy.Actors.Registry;

/// <summary>Where the nodes' replicas of the registry are.</summary>
internal static class Replicas
{
    /// <summary>Name of each node's <see cref="RouteReplicaActor"/>.</summary>
    public const string Name = "routes";

    /// <summary>
    /// Those of all members, this node's among them. A message to one that has just gone is lost, as any may be: replicas are compared.
    /// </summary>
    public static IEnumerable<ActorSelection> Of(ActorSystem system) => Members(system).Select(member => At(system, member.Address));

    /// <summary>That of another member, chosen at random; null where there is none.</summary>
    public static ActorSelection? AnyOther(ActorSystem system)
    {
        var self = Cluster.Get(system).SelfAddress;
        var others = Members(system).Where(member => member.Address != self).ToList();
        return others.Count == 0 ? null : At(system, others[Random.Shared.Next(others.Count)].Address);
    }

    /// <summary>Whether this node has been a member for longer than all others, and is not on its way out.</summary>
    public static bool IsOldest(ActorSystem system) =>
        Cluster.Get(system).SelfMember.Status == MemberStatus.Up && ServingMembers.IsOldest(system);

    private static IEnumerable<Member> Members(ActorSystem system) =>
        ServingMembers.Of(Cluster.Get(system).State);

    private static ActorSelection At(ActorSystem system, Address address) =>
        system.ActorSelection(new RootActorPath(address) / "user" / Name);
}
