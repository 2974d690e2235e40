using System.Collections.Immutable;

namespace ActorProxy.Shared.Directory;

/// <summary>A connection, or that no node has it.</summary>
/// <param name="Row">Null where none of the nodes that replied has it.</param>
/// <param name="Missing">Nodes that may have it; empty where it was found.</param>
public sealed record ClusterShown(ConnectionRow? Row, ImmutableArray<MissingNode> Missing);
