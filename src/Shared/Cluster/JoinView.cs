using System.Collections.Immutable;
using System.Net;

namespace ActorProxy.Shared.Cluster;

/// <summary>One look of a node without a cluster at the others.</summary>
/// <param name="Self">Where the others reach this node.</param>
/// <param name="SelfFound">Discovery has found this node, too.</param>
/// <param name="Others">The other nodes, in any order.</param>
/// <param name="Required">How many nodes must be found before one of them founds a cluster.</param>
/// <param name="Unchanged">How long discovery has found the same nodes.</param>
/// <param name="Age">How long ago this look began.</param>
public sealed record JoinView(IPEndPoint Self, bool SelfFound, ImmutableArray<FoundNode> Others, int Required, TimeSpan Unchanged, TimeSpan Age);
