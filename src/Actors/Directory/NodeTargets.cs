using System.Collections.Immutable;
using System.Globalization;
using ActorProxy.Actors.Membership;
using ActorProxy.Shared.Text;
using Akka.Actor;
using Akka.Cluster;

namespace ActorProxy.Actors.Directory;

/// <summary>Who is asked: the members of the cluster that have connections.</summary>
internal static class NodeTargets
{
    private const string Alone = "local";

    /// <summary>The node's name in rows.</summary>
    public static string NameOf(ActorSystem system) => system.Settings.HasCluster ? NameOf(Cluster.Get(system).SelfAddress) : Alone;

    /// <summary>What the cluster says of the node itself, as <c>up</c>; <c>alone</c> where there is none.</summary>
    public static string StatusOf(ActorSystem system) =>
        system.Settings.HasCluster ? Units.Keyword(Cluster.Get(system).SelfMember.Status) : "alone";

    /// <summary>What the cluster says of one of its nodes, as <c>up</c>; null where it has no such node.</summary>
    public static string? StatusOf(ActorSystem system, string node) =>
        Cluster.Get(system).State.Members.Where(member => NameOf(member.Address) == node)
            .Select(member => Units.Keyword(member.Status)).FirstOrDefault();

    /// <summary>The node itself, whatever the cluster thinks of it, and the others that are up or leaving.</summary>
    /// <param name="self">The node's own directory, whose path is that of the others'.</param>
    /// <param name="only">Name of the only node that is meant; null for all.</param>
    public static ImmutableArray<NodeTarget> Of(IActorContext context, IActorRef self, string? only) =>
        Of(context.System, self, self.Path.Elements, only);

    /// <summary>The same for an actor that has this path on each node.</summary>
    public static ImmutableArray<NodeTarget> Of(ActorSystem system, string parent, string name, string? only) =>
        Of(system, system.ActorSelection($"/{parent}/{name}"), [parent, name], only);

    private static ImmutableArray<NodeTarget> Of(ActorSystem system, ICanTell self, IEnumerable<string> path, string? only)
    {
        List<NodeTarget> targets = [new(NameOf(system), self)];
        if (system.Settings.HasCluster)
        {
            var cluster = Cluster.Get(system);
            var state = cluster.State;
            targets.AddRange(ServingMembers.Of(state)
                .Where(member => member.Address != cluster.SelfAddress)
                .Select(member => new NodeTarget(
                    NameOf(member.Address),
                    system.ActorSelection(new RootActorPath(member.Address) / path),
                    !state.Unreachable.Contains(member))));
        }
        if (only is null)
            return [.. targets];
        return [targets.Find(target => target.Name == only) ?? new NodeTarget(only, Directory: null, IsReachable: false)];
    }

    private static string NameOf(Address address) =>
        LoneTransport.Is(address) ? Alone : string.Create(CultureInfo.InvariantCulture, $"{address.Host}:{address.Port}");
}
