using System.Collections.Immutable;

namespace ActorProxy.Shared.Directory;

/// <summary>Whether a connection is being closed.</summary>
/// <param name="Node">The node that had it and is closing it; null where none of those that replied has it.</param>
/// <param name="Missing">Nodes that may have it; they may also have closed it and their answer came too late. Empty where it was found.</param>
public sealed record ClusterClosed(string? Node, ImmutableArray<MissingNode> Missing);
