using System.Collections.Immutable;

namespace ActorProxy.Shared.Directory;

/// <summary>Asks for a page of the connections that match; the answer is <see cref="ClusterRows"/>.</summary>
public sealed record ClusterList : IClusterQuery
{
    public const int MaxLimit = 10_000;

    public ConnectionFilter Filter { get; init; } = ConnectionFilter.All;

    public ConnectionSort Sort { get; init; } = ConnectionSort.OldestFirst;

    /// <summary>Rows of the page at most, 1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>From the page before, in the same order; null for the first page.</summary>
    public PageToken? After { get; init; }

    public TimeSpan Timeout { get; init; } = QueryTimeout.Default;

    public string? Node => Filter.Node;

    public string? Problem()
    {
        if (Limit is < 1 or > MaxLimit)
            return $"The limit is {Limit}; it must be 1 to {MaxLimit}.";
        if (After is not null && After.Sort != Sort)
            return $"The page token '{After}' is of another order than the one that is asked for: go on in its order, or begin with "
                + $"the first page.";
        return QueryTimeout.Problem(Timeout);
    }

    public INodeQuery ForNode() => new NodeList(Filter, Sort, Limit, After?.Place);

    public bool IsSettledBy(INodeAnswer answer) => false;

    public object Merge(IReadOnlyCollection<INodeAnswer> answers, IReadOnlyCollection<MissingNode> missing)
    {
        var pages = answers.OfType<NodeRows>().ToList();
        var rows = pages.SelectMany(page => page.Rows).OrderBy(Sort.PlaceOf, Sort.Order()).Take(Limit).ToImmutableArray();
        var more = pages.Any(page => page.More) || pages.Sum(page => page.Rows.Length) > rows.Length;
        return new ClusterRows(rows, more ? new PageToken(Sort, Sort.PlaceOf(rows[^1])) : null, [.. missing]);
    }
}

/// <summary>A page of the cluster's connections.</summary>
/// <param name="Next">For the next page; null where this is the last one.</param>
/// <param name="Missing">Nodes whose connections are not in it.</param>
public sealed record ClusterRows(ImmutableArray<ConnectionRow> Rows, PageToken? Next, ImmutableArray<MissingNode> Missing);
