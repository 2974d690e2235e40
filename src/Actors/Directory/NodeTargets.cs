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
    /// <summary>The name of a node that is of no cluster.</summary>
    public const string Alone = "local";

    /// <summary>The node's name in rows.</summary>
    public static string NameOf(ActorSystem system) => system.Settings.HasCluster ? NameOf(Cluster.Get(system).SelfAddress) : Alone;

    /// <summary>What the cluster says of the node itself, as <c>up</c>; null where the system is of none.</summary>
    public static string? StatusOf(ActorSystem system) =>
        system.Settings.HasCluster ? Units.Keyword(Cluster.Get(system).SelfMember.Status) : null;

    /// <summary>What the cluster says of one of its nodes, as <c>up</c>; null where it has no such node.</summary>
    public static string? StatusOf(ActorSystem system, string node) =>
        !system.Settings.HasCluster ? null : Cluster.Get(system).State.Members.Where(member => NameOf(member.Address) == node)
            .Select(member => Units.Keyword(member.Status)).FirstOrDefault();

    /// <summary>The node itself, whatever the cluster thinks of it, and the others that are up or leaving.</summary>
    /// <param name="self">The node's own directory, whose path is that of the others'.</param>
    /// <param name="node">The node's name.</param>
    /// <param name="only">Name of the only node that is meant; null for all.</param>
    public static ImmutableArray<NodeTarget> Of(IActorContext context, IActorRef self, string node, string? only) =>
        Of(context.System, self, self.Path.Elements, node, only);

    /// <summary>The same for an actor that has this path on each node.</summary>
    public static ImmutableArray<NodeTarget> Of(ActorSystem system, string parent, string name, string node, string? only) =>
        Of(system, system.ActorSelection($"/{parent}/{name}"), [parent, name], node, only);

    private static ImmutableArray<NodeTarget> Of(ActorSystem system, ICanTell self, IEnumerable<string> path, string node, string? only)
    {
        List<NodeTarget> targets = [new(node, self)];
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
