namespace ActorProxy.Shared.Backends.Reports;

/// <summary>
/// What the other nodes have told of their connections, for as long as it holds. One caller at a time; times are milliseconds of one
/// monotonic clock.
/// </summary>
public sealed class HeardCounts
{
    /// <summary>A node counts no more that reports nothing for so long. While it has a connection, it reports each second.</summary>
    public static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(10);

    /// <summary>A count that was not told again for so long holds no more: three times what it takes to be told again.</summary>
    public static readonly TimeSpan StaleAfter = 3 * ToldCounts.AgainAfter;

    private readonly Dictionary<string, NodeCounts> _nodes = new(StringComparer.Ordinal);

    /// <summary>Those that count.</summary>
    public IReadOnlyCollection<string> Nodes => _nodes.Keys;

    /// <param name="isShared">Whether this node has the backend in a pool of that name; what it has not is left out.</param>
    /// <returns>Whether the node is one of which nothing was known, or has started anew: it knows nothing of the others either.</returns>
    public bool Take(BackendReport report, Func<BackendCount, bool> isShared, long now)
    {
        var isNew = !_nodes.TryGetValue(report.Node, out var node) || node.Run != report.Run;
        if (isNew)
            _nodes[report.Node] = node = new NodeCounts(report.Run);
        node!.HeardAt = now;
        foreach (var count in report.Counts.Where(isShared))
            node.Set(count, now);
        return isNew;
    }

    /// <summary>Whether a node has connections in a pool.</summary>
    public bool Has(string node, string pool) => _nodes.TryGetValue(node, out var known) && known.Has(pool);

    /// <summary>How many connections a node has at a backend; 0 where it has told of none.</summary>
    public int Of(string node, string pool, string backend) => _nodes.TryGetValue(node, out var known) ? known.Of(pool, backend) : 0;

    /// <summary>Forgets what does not hold any more.</summary>
    /// <param name="isMember">Whether the cluster has a node of that name.</param>
    /// <returns>Nodes that count no more.</returns>
    public IReadOnlyList<string> Expire(Func<string, bool> isMember, long now)
    {
        var gone = _nodes.Where(node => now - node.Value.HeardAt >= SilentAfter.TotalMilliseconds || !isMember(node.Key))
            .Select(node => node.Key).ToList();
        foreach (var node in gone)
            _nodes.Remove(node);
        foreach (var node in _nodes.Values)
            node.Expire(now - (long)StaleAfter.TotalMilliseconds);
        return gone;
    }

    private sealed class NodeCounts(long run)
    {
        private readonly Dictionary<string, Dictionary<string, (int Connections, long At)>> _pools = new(StringComparer.Ordinal);

        public long Run => run;

        public long HeardAt { get; set; }

        public bool Has(string pool) => _pools.ContainsKey(pool);

        public int Of(string pool, string backend) =>
            _pools.TryGetValue(pool, out var counts) ? counts.GetValueOrDefault(backend).Connections : 0;

        public void Set(BackendCount count, long now)
        {
            if (count.Connections > 0)
            {
                if (!_pools.TryGetValue(count.Pool, out var counts))
                    _pools[count.Pool] = counts = new(StringComparer.Ordinal);
                counts[count.Backend] = (count.Connections, now);
            }
            else
            {
                Remove(count.Pool, count.Backend);
            }
        }

        public void Expire(long before)
        {
            var stale = _pools.SelectMany(pool => pool.Value.Where(count => count.Value.At <= before)
                .Select(count => (Pool: pool.Key, Backend: count.Key))).ToList();
            foreach (var (pool, backend) in stale)
                Remove(pool, backend);
        }

        private void Remove(string pool, string backend)
        {
            if (_pools.TryGetValue(pool, out var counts) && counts.Remove(backend) && counts.Count == 0)
                _pools.Remove(pool);
        }
    }
}
