namespace ActorProxy.Shared.Operator;

/// <summary>Which nodes a command is about.</summary>
public enum CommandNodes
{
    /// <summary>The cluster as one: whichever node is asked answers for all.</summary>
    Cluster,

    /// <summary>Each node for itself; all of them, unless one is named.</summary>
    Each,

    /// <summary>The node that is asked, unless another is named.</summary>
    One,
}
