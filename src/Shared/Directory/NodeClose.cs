namespace ActorProxy.Shared.Directory;

/// <summary>Orders a node to close a connection if it has it; it answers with <see cref="NodeClosed"/>.</summary>
public sealed record NodeClose(string Id, int Code, string Reason) : INodeQuery;
