using System.Text.Json.Serialization;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Cluster;

/// <summary>Whether another node belongs to a cluster.</summary>
public enum Membership
{
    /// <summary>It did not answer.</summary>
    Unknown,

    None,

    /// <summary>It is about to found a cluster, or tries to join one.</summary>
    Entering,

    Member,
}

/// <param name="Member">The node belongs to a cluster, or is about to found one.</param>
/// <param name="Entering">It is not a member yet: it is about to found a cluster, or tries to join one.</param>
public sealed record MembershipAnswer(
    bool Member, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Entering = false) : IWireMessage
{
    public static MembershipAnswer Of(bool member, bool founds, bool joins) =>
        new(member || founds, !member && (founds || joins));

    [JsonIgnore]
    public Membership Membership => Entering ? Membership.Entering : Member ? Membership.Member : Membership.None;
}

/// <summary>Asks a node whether it belongs to a cluster; it answers <see cref="MembershipAnswer"/>.</summary>
public sealed record MembershipQuery : IWireMessage
{
    public static readonly MembershipQuery Instance = new();
}
