using System.Collections.Immutable;

namespace ActorProxy.Shared.Cluster;

/// <summary>One look of a node without a cluster at the others.</summary>
/// <param name="Self">Where the others reach this node.</param>
/// <param name="Contacts">Who may found a cluster.</param>
/// <param name="Others">What the other contact points have answered, in their order, and behind them the former members.</param>
/// <param name="WasMember">The node has been a member before, and may have been cut off from a cluster that goes on.</param>
/// <param name="Unchanged">How long the contact points have been the same.</param>
/// <param name="Age">How long ago this look began.</param>
public sealed record JoinView(ContactPoint Self, ContactPoints Contacts, ImmutableArray<FoundNode> Others, bool WasMember,
    TimeSpan Unchanged, TimeSpan Age)
{
    public bool SelfFound => Contacts.Points.Any(Self.IsAt);
}

/// <summary>What is known of another node.</summary>
/// <param name="Membership">What it answered to <see cref="MembershipQuery"/>.</param>
/// <param name="Former">It is no contact point, but was a member of the cluster that this node was a member of.</param>
public sealed record FoundNode(ContactPoint Node, Membership Membership, bool Former = false)
{
    public override string ToString() => Node.ToString();
}
