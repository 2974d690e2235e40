namespace ActorProxy.Shared.Directory;

/// <summary>A node that an answer lacks: what is open there is not in it.</summary>
public sealed record MissingNode(string Node, MissingReason Reason);
