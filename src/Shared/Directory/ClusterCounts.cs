using System.Collections.Immutable;

namespace ActorProxy.Shared.Directory;

/// <summary>How many connections of the cluster match.</summary>
/// <param name="Groups">Largest first; empty where nothing is grouped.</param>
/// <param name="Missing">Nodes whose connections are not counted.</param>
public sealed record ClusterCounts(long Total, ImmutableArray<CountGroup> Groups, ImmutableArray<MissingNode> Missing);
