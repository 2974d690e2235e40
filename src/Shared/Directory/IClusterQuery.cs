namespace ActorProxy.Shared.Directory;

/// <summary>
/// What is asked about the connections of all nodes. The directory of any node takes it; where <see cref="Problem"/> is not
/// null it answers with a failure that says so.
/// </summary>
public interface IClusterQuery
{
    /// <summary>How long nodes are waited for, 100 ms to 30 s.</summary>
    TimeSpan Timeout { get; }

    /// <summary>The only node that it is for; null for all.</summary>
    string? Node { get; }

    /// <summary>What is wrong with it, for the one who asks; null where it can be answered.</summary>
    string? Problem();

    /// <summary>What each node is asked.</summary>
    INodeQuery ForNode();

    /// <summary>Whether this answer is enough, whatever other nodes say.</summary>
    bool IsSettledBy(INodeAnswer answer);

    /// <summary>The answer of the cluster; null where the one who asked hears it from a node itself.</summary>
    /// <param name="answers">All parts of the nodes' answers.</param>
    /// <param name="missing">Nodes that are not among them.</param>
    object? Merge(IReadOnlyCollection<INodeAnswer> answers, IReadOnlyCollection<MissingNode> missing);
}
