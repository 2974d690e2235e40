using System.Collections.Immutable;
using System.Net;

namespace ActorProxy.Shared.Cluster;

/// <summary>What a node without a cluster does next.</summary>
public abstract record JoinDecision
{
    private JoinDecision()
    {
    }

    /// <summary>Looks again.</summary>
    /// <param name="Reason">What is missing, for the operator.</param>
    /// <param name="Warn">It may stay missing until the operator does something.</param>
    public sealed record Wait(string Reason, bool Warn = false) : JoinDecision;

    /// <summary>Founds a cluster: no other node does, and none has one.</summary>
    public sealed record Found : JoinDecision
    {
        public static readonly Found Instance = new();
    }

    /// <summary>Joins the cluster of these nodes, of which it is none.</summary>
    /// <param name="Members">At least one; first those that stay.</param>
    public sealed record Join(ImmutableArray<IPEndPoint> Members) : JoinDecision;
}

/// <summary>One look of a node without a cluster at the others.</summary>
/// <param name="Self">Where the others reach this node.</param>
/// <param name="SelfFound">Discovery has found this node, too.</param>
/// <param name="Others">The other nodes, in any order.</param>
/// <param name="Required">How many nodes must be found before one of them founds a cluster.</param>
/// <param name="Unchanged">How long discovery has found the same nodes.</param>
/// <param name="Age">How long ago this look began.</param>
public sealed record JoinView(IPEndPoint Self, bool SelfFound, ImmutableArray<FoundNode> Others, int Required, TimeSpan Unchanged,
    TimeSpan Age);

/// <summary>What is known of another node that discovery has found.</summary>
/// <param name="Name">For people.</param>
/// <param name="Terminating">It was told to stop; it may still be a member.</param>
/// <param name="Membership">What it answered to <see cref="MembershipQuery"/>.</param>
public sealed record FoundNode(IPEndPoint Address, string Name, bool Terminating, Membership Membership)
{
    public override string ToString() => $"{Name} ({Address})";
}
