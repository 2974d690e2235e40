using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Cluster;

/// <summary>Whether another node belongs to a cluster.</summary>
public enum Membership
{
    /// <summary>It did not answer.</summary>
    Unknown,

    None,

    Member,
}

/// <param name="Member">The node belongs to a cluster, or is about to found one.</param>
public sealed record MembershipAnswer(bool Member) : IWireMessage;

/// <summary>Asks a node whether it belongs to a cluster; it answers <see cref="MembershipAnswer"/>.</summary>
public sealed record MembershipQuery : IWireMessage
{
    public static readonly MembershipQuery Instance = new();
}
