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
