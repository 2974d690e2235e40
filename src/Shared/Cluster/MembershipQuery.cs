using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Cluster;

/// <summary>Asks a node whether it belongs to a cluster; it answers <see cref="MembershipAnswer"/>.</summary>
public sealed record MembershipQuery : IWireMessage
{
    public static readonly MembershipQuery Instance = new();
}
