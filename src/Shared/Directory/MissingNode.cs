namespace ActorProxy.Shared.Directory;

/// <summary>A node that an answer lacks: what is open there is not in it.</summary>
public sealed record MissingNode(string Node, MissingReason Reason);

/// <summary>Why an answer lacks a node.</summary>
public enum MissingReason
{
    /// <summary>It did not reply in time.</summary>
    NoAnswer,
    /// <summary>The cluster cannot reach it, and it did not reply before the others had: it was not waited for.</summary>
    Unreachable,
    /// <summary>The query names it, and the cluster has no such member that serves.</summary>
    NotAMember,
}
