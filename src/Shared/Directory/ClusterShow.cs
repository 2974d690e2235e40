using System.Collections.Immutable;

namespace ActorProxy.Shared.Directory;

/// <summary>Asks for one connection, whichever node has it; the answer is <see cref="ClusterShown"/>.</summary>
public sealed record ClusterShow(string Id) : IClusterQuery
{
    public TimeSpan Timeout { get; init; } = QueryTimeout.Default;

    public string? Node => null;

    public string? Problem() => QueryTimeout.Problem(Timeout);

    public INodeQuery ForNode() => new NodeList(new ConnectionFilter { Id = Id }, ConnectionSort.OldestFirst, 1);

    public bool IsSettledBy(INodeAnswer answer) => answer is NodeRows { Rows.Length: > 0 };

    public object Merge(IReadOnlyCollection<INodeAnswer> answers, IReadOnlyCollection<MissingNode> missing) =>
        answers.OfType<NodeRows>().SelectMany(page => page.Rows).FirstOrDefault() is { } row
            ? new ClusterShown(row, [])
            : new ClusterShown(null, [.. missing]);
}

/// <summary>A connection, or that no node has it.</summary>
/// <param name="Row">Null where none of the nodes that replied has it.</param>
/// <param name="Missing">Nodes that may have it; empty where it was found.</param>
public sealed record ClusterShown(ConnectionRow? Row, ImmutableArray<MissingNode> Missing);
