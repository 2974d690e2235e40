using ActorProxy.Shared.Directory;

namespace ActorProxy.Shared.Taps;

/// <summary>Whether the node has the connection, and so has told the watcher, or will, what becomes of the tap.</summary>
public sealed record NodeTapped(string Node, bool Found) : INodeAnswer;
