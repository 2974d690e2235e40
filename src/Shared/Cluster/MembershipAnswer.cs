using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Cluster;

/// <param name="Member">The node belongs to a cluster, or is about to found one.</param>
public sealed record MembershipAnswer(bool Member) : IWireMessage;
