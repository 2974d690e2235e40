using System.Collections.Immutable;

namespace ActorProxy.Shared.Cluster;

/// <summary>
/// How nodes become one cluster, and never two, whether their contact points are listed as seed nodes or discovered. A node joins those
/// that are members. Where nobody is, the first of the contact points founds the cluster, and only after every other one has said that
/// it has none: one that does not answer may be a member that is cut off, and stops it. Of those that are discovered, one that was told
/// to stop and does not answer is taken to have ended, unless this node was a member itself, or these are as many as those that stay.
/// </summary>
/// <remarks>
/// <para>
/// A majority of the listed nodes would not do. Of A, B and C let A found with B's answer, and be cut off before anybody has joined: A is
/// a cluster of one, of which B and C know nothing, and they are a majority, too. All of them are asked, so A's silence stops the others.
/// </para>
/// <para>
/// Two nodes cannot found at the same time, however slow anything is. Who is to found says "entering" first, then takes a second
/// look, and founds only if that leads to the same decision. Listed nodes ask each other, so of two that have said so, one
/// at least sees the other in its second look. Discovered ones may not find each other yet: say X has the lower address, and Y
/// founds as its second look does not find X. X looks after it is to be found itself, so after Y's second look, and Y has said
/// "entering" before that.
/// </para>
/// <para>
/// <see cref="StableMargin"/> and <see cref="MaxAge"/> are for what answers with an old list: X founds the margin after it was to be
/// found, and Y's look is older than that.
/// </para>
/// </remarks>
public static class JoinRules
{
    /// <summary>
    /// How long the nodes that are discovered must be the same: <see cref="MaxAge"/>, an answer's second, and one of reserve.
    /// </summary>
    public static readonly TimeSpan StableMargin = TimeSpan.FromSeconds(5);

    /// <summary>A look that began earlier founds nothing: 2 s for discovery and 1 s for the answers.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(3);

    public static JoinDecision Decide(JoinView view)
    {
        var members = view.Others.Where(n => n.Membership == Membership.Member)
            .OrderBy(n => n.Node.Stopping).Select(n => n.Node).ToImmutableArray();
        if (!members.IsEmpty)
            return new JoinDecision.Join(members);
        if (view.Others.FirstOrDefault(n => n.Membership == Membership.Entering) is { } entering)
            return new JoinDecision.Wait($"{entering} founds a cluster or joins one");
        return view.SelfFound ? Founder(view) : Stranger(view);
    }

    private static JoinDecision.Wait Stranger(JoinView view) => view.Contacts.Listed
        ? new JoinDecision.Wait($"this node ({view.Self}) is not among the seed nodes, so it founds no cluster, and none of them has one"
            + Silent(view.Others), Warn: view.Others.Any(IsSilent))
        : new JoinDecision.Wait($"this node ({view.Self}) is not among those that are found: it must be found at its cluster.hostname",
            Warn: true);

    private static JoinDecision Founder(JoinView view)
    {
        // Nodes that stop, this one included, found nothing and are not counted.
        var staying = view.Contacts.Points.Where(point => !point.Stopping).ToImmutableArray();
        if (staying.Length < view.Contacts.Required)
            return new JoinDecision.Wait($"{staying.Length} of the {view.Contacts.Required} nodes that a new cluster needs are found");
        if (!staying[0].IsAt(view.Self))
        {
            var first = view.Others.Where(n => n.Node.IsAt(staying[0])).ToImmutableArray();
            return new JoinDecision.Wait($"no node has a cluster yet; {staying[0]} is the one to found it" + Silent(first),
                Warn: first.Any(IsSilent));
        }
        if (!view.Contacts.Listed && view.Unchanged < StableMargin)
            return new JoinDecision.Wait("the nodes that are found have changed a moment ago");
        var silent = view.Others.Where(n => IsSilent(n) && IsNeeded(n, view, staying.Length)).ToImmutableArray();
        if (!silent.IsEmpty)
            return new JoinDecision.Wait($"no answer from {string.Join(", ", silent)}: a node that cannot be asked may have a cluster, "
                + $"so none is founded", Warn: true);
        return view.Age > MaxAge ? new JoinDecision.Wait("the answers took too long") : JoinDecision.Found.Instance;
    }

    private static bool IsSilent(FoundNode node) => node.Membership == Membership.Unknown;

    /// <summary>Whether the silence of this node says nothing about its having ended.</summary>
    private static bool IsNeeded(FoundNode silent, JoinView view, int staying) =>
        view.Contacts.Listed
            || (!silent.Former && (!silent.Node.Stopping || view.WasMember
                || view.Others.Count(n => n.Node.Stopping && IsSilent(n)) >= staying));

    private static string Silent(ImmutableArray<FoundNode> nodes) =>
        nodes.Where(IsSilent).ToList() is { Count: > 0 } silent ? $"; no answer from {string.Join(", ", silent)}" : "";
}
