using System.Collections.Immutable;
using System.Net;

namespace ActorProxy.Shared.Cluster;

/// <summary>
/// How nodes that discovery finds become one cluster, and never two. A node joins those that are members. Where nobody is, the
/// node with the lowest address founds the cluster, and only after every other node that is found has said that it has none:
/// one that does not answer may be a member that is cut off, and stops it. A node that was told to stop and does not answer
/// is taken to have ended.
/// </summary>
/// <remarks>
/// Two nodes cannot found at the same time. Say X has the lower address, and Y founds because it did not find X. X founds
/// <see cref="StableMargin"/> after it was to be found, so Y's look is older than that. As Y founds within
/// <see cref="MaxAge"/> of its look, it has said "member" for at least 2 s when X founds, and X asks within its last second.
/// </remarks>
public static class JoinRules
{
    /// <summary>How long the nodes that are found must be the same: <see cref="MaxAge"/>, an answer's second, and one of reserve.</summary>
    public static readonly TimeSpan StableMargin = TimeSpan.FromSeconds(5);

    /// <summary>A look that began earlier founds nothing: 2 s for discovery and 1 s for the answers.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(3);

    public static JoinDecision Decide(JoinView view)
    {
        var members = view.Others.Where(n => n.Membership == Membership.Member)
            .OrderBy(n => n.Terminating).ThenBy(n => n.Address, ByAddress).Select(n => n.Address).ToImmutableArray();
        if (!members.IsEmpty)
            return new JoinDecision.Join(members);
        if (!view.SelfFound)
            return new JoinDecision.Wait($"this node ({view.Self}) is not among those that are found: it must be found at its "
                + $"cluster.hostname", Warn: true);
        // Nodes that stop found nothing and are not counted; one of them that has no cluster is not in the way either.
        var staying = view.Others.Where(n => !n.Terminating).OrderBy(n => n.Address, ByAddress).ToImmutableArray();
        if (staying.Length + 1 < view.Required)
            return new JoinDecision.Wait($"{staying.Length + 1} of the {view.Required} nodes that a new cluster needs are found");
        if (staying.Length > 0 && ByAddress.Compare(staying[0].Address, view.Self) < 0)
            return new JoinDecision.Wait($"no node has a cluster yet; {staying[0]} is the one to found it");
        if (view.Unchanged < StableMargin)
            return new JoinDecision.Wait("the nodes that are found have changed a moment ago");
        var silent = staying.Where(n => n.Membership == Membership.Unknown).ToImmutableArray();
        if (!silent.IsEmpty)
            return new JoinDecision.Wait($"no answer from {string.Join(", ", silent)}: a node that cannot be asked may have a cluster, "
                + $"so none is founded", Warn: true);
        return view.Age > MaxAge ? new JoinDecision.Wait("the answers took too long") : JoinDecision.Found.Instance;
    }

    /// <summary>By the bytes of the address, IPv4 before IPv6, then by port: the same order on every node.</summary>
    public static readonly Comparer<IPEndPoint> ByAddress = Comparer<IPEndPoint>.Create((left, right) =>
    {
        var (a, b) = (left.Address.GetAddressBytes(), right.Address.GetAddressBytes());
        var order = a.Length != b.Length ? a.Length.CompareTo(b.Length) : a.AsSpan().SequenceCompareTo(b);
        return order != 0 ? order : left.Port.CompareTo(right.Port);
    });
}
