namespace ActorProxy.Shared.Directory;

/// <summary>Whether the node has the connection, and so is closing it.</summary>
public sealed record NodeClosed(string Node, bool Found) : INodeAnswer;
