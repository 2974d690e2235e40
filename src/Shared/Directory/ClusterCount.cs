using System.Collections.Immutable;

namespace ActorProxy.Shared.Directory;

/// <summary>Asks how many connections match; the answer is <see cref="ClusterCounts"/>.</summary>
public sealed record ClusterCount : IClusterQuery
{
    public ConnectionFilter Filter { get; init; } = ConnectionFilter.All;

    public ConnectionGrouping GroupBy { get; init; }

    public TimeSpan Timeout { get; init; } = QueryTimeout.Default;

    public string? Node => Filter.Node;

    public string? Problem() => QueryTimeout.Problem(Timeout);

    public INodeQuery ForNode() => new NodeCount(Filter, GroupBy);

    public bool IsSettledBy(INodeAnswer answer) => false;

    public object Merge(IReadOnlyCollection<INodeAnswer> answers, IReadOnlyCollection<MissingNode> missing)
    {
        var groups = answers.OfType<NodeCounts>().SelectMany(counts => counts.Groups)
            .GroupBy(group => group.Key, (key, same) => new CountGroup(key, same.Sum(group => group.Count)), StringComparer.Ordinal)
            .OrderByDescending(group => group.Count).ThenBy(group => group.Key, StringComparer.Ordinal)
            .ToList();
        return new ClusterCounts(groups.Sum(group => group.Count), GroupBy == ConnectionGrouping.None ? [] : [.. groups], [.. missing]);
    }
}

/// <summary>How many connections of the cluster match.</summary>
/// <param name="Groups">Largest first; empty where nothing is grouped.</param>
/// <param name="Missing">Nodes whose connections are not counted.</param>
public sealed record ClusterCounts(long Total, ImmutableArray<CountGroup> Groups, ImmutableArray<MissingNode> Missing);

/// <summary>How many connections have something in common.</summary>
/// <param name="Key">Name of the route, backend, node or listener, or the client's address; empty where nothing is grouped.</param>
public sealed record CountGroup(string Key, long Count);

/// <summary>What connections are counted by.</summary>
public enum ConnectionGrouping
{
    /// <summary>All together.</summary>
    None,
    Route,
    Backend,
    /// <summary>The client's address.</summary>
    Client,
    Node,
    Listener,
}
