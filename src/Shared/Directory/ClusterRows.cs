using System.Collections.Immutable;

namespace ActorProxy.Shared.Directory;

/// <summary>A page of the cluster's connections.</summary>
/// <param name="Next">For the next page; null where this is the last one.</param>
/// <param name="Missing">Nodes whose connections are not in it.</param>
public sealed record ClusterRows(ImmutableArray<ConnectionRow> Rows, PageToken? Next, ImmutableArray<MissingNode> Missing);
