using System.Collections.Immutable;
using ActorProxy.Actors.Backends;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Backends.Reports;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Actors.Reports;

/// <summary>What a node tells the others of its backends, and what it makes of that which they tell. One caller at a time.</summary>
/// <param name="node">The node's name.</param>
internal sealed class NodeReports(string node, PoolStates pools)
{
    /// <summary>
    /// Counts that are told at a time: of more than 50,000 each is told less often than <see cref="ToldCounts.AgainAfter"/>.
    /// </summary>
    private const int MostCounts = 5000;

    /// <summary>News that are told at a time; the others wait for the next report.</summary>
    private const int MostNews = 200;

    private readonly long _run = Random.Shared.NextInt64();
    private readonly ToldCounts _told = new();
    private readonly HeardCounts _heard = new();
    private readonly Dictionary<string, bool> _news = new(StringComparer.Ordinal); // whether it is down, the last that is known
    private Dictionary<string, SharedPool> _pools = new(StringComparer.Ordinal);

    /// <summary>These routes are served now, or one of their pools has other backends than before.</summary>
    public void Look(RouteTable routes)
    {
        var before = _pools;
        _pools = new Dictionary<string, SharedPool>(StringComparer.Ordinal);
        foreach (var pool in routes.Pools.Where(pool => BackendPicker.CountsAllNodes(pool.Picker)))
        {
            var state = pools.Of(pool);
            if (state.Members.Length < 2)
                continue; // there is nothing to choose
            if (!_pools.TryGetValue(pool.Name, out var shared))
                _pools[pool.Name] = shared = new SharedPool(state.Name);
            foreach (var member in state.Members)
                Add(shared, member.Backend.Address.ToString(), member.State, before.GetValueOrDefault(pool.Name));
            CountOthers(shared);
        }
        Reset(before.Values);
    }

    /// <summary>What this node has found out of its way to a backend: it is told with the next report.</summary>
    public void Learn(BackendNews news) => _news[news.Backend] = news.IsDown;

    /// <summary>What is to be told now; nothing where the others need to hear nothing.</summary>
    public ImmutableArray<BackendReport> Next()
    {
        var counts = _told.Next(
            _pools.SelectMany(pool => pool.Value.Backends.Select(
                backend => new BackendCount(pool.Key, backend.Key, backend.Value.State.Active))),
            pools.Now, MostCounts);
        ImmutableArray<BackendNews> news = [.. _news.Take(MostNews).Select(entry => new BackendNews(entry.Key, entry.Value))];
        foreach (var told in news)
            _news.Remove(told.Backend);
        // That nothing has changed is news, too, while there is something.
        return counts.IsEmpty && news.IsEmpty && _told.IsEmpty ? [] : BackendReport.InParts(node, _run, counts, news);
    }

    /// <summary>Another node has come, which has heard nothing yet.</summary>
    public void Repeat() => _told.Repeat();

    /// <summary>Another node reports.</summary>
    public void Take(BackendReport report)
    {
        var isNew = _heard.Take(
            report, count => _pools.TryGetValue(count.Pool, out var pool) && pool.Backends.ContainsKey(count.Backend), pools.Now);
        if (isNew)
            Repeat();
        Apply(report.Node);
        if (!report.News.IsEmpty)
            pools.Hints.Hear(report.News);
    }

    /// <summary>Nodes that have gone, or are silent, count no more.</summary>
    /// <param name="isMember">Whether the cluster has a node of that name.</param>
    public void Expire(Func<string, bool> isMember)
    {
        foreach (var gone in _heard.Expire(isMember, pools.Now))
            Apply(gone);
    }

    /// <summary>Nobody else counts any more.</summary>
    public void Reset()
    {
        var before = _pools.Values.ToList();
        _pools = new Dictionary<string, SharedPool>(StringComparer.Ordinal);
        Reset(before);
    }

    private void Add(SharedPool pool, string backend, BackendState state, SharedPool? before)
    {
        if (pool.Backends.ContainsKey(backend))
            return; // another pool of the name has it, too
        if (before?.Backends.TryGetValue(backend, out var known) == true && ReferenceEquals(known.State, state))
        {
            pool.Backends[backend] = known;
            return;
        }
        var added = pool.Backends[backend] = new SharedBackend(state);
        foreach (var other in _heard.Nodes.Where(other => _heard.Has(other, pool.Name.Name)))
            added.Take(other, _heard.Of(other, pool.Name.Name, backend));
    }

    /// <summary>What a node has told holds as of now: also of the backends that it has not named, which are as they were.</summary>
    private void Apply(string other)
    {
        foreach (var (name, pool) in _pools)
        {
            var counts = _heard.Has(other, name);
            foreach (var (backend, shared) in pool.Backends)
                shared.Take(other, counts ? _heard.Of(other, name, backend) : null);
            CountOthers(pool);
        }
    }

    private void CountOthers(SharedPool pool) => pool.Name.Others = _heard.Nodes.Count(other => _heard.Has(other, pool.Name.Name));

    /// <summary>Those of them that picks do not look at any more.</summary>
    private void Reset(IEnumerable<SharedPool> before)
    {
        var (names, states) = (_pools.Values.Select(pool => pool.Name).ToHashSet(),
            _pools.Values.SelectMany(pool => pool.Backends.Values).Select(backend => backend.State).ToHashSet());
        foreach (var pool in before)
        {
            foreach (var backend in pool.Backends.Values.Where(backend => !states.Contains(backend.State)))
                backend.Reset();
            if (!names.Contains(pool.Name))
                pool.Name.Others = 0;
        }
    }
}
