using System.Collections.Immutable;

namespace ActorProxy.Shared.Backends.Reports;

/// <summary>
/// What a node has told the others of its connections, and so what it is to tell next: counts that have changed, and others once in a
/// while, since a report may be lost. One caller at a time; times are milliseconds of one monotonic clock.
/// </summary>
public sealed class ToldCounts
{
    /// <summary>After so long a count is told though it has not changed: once in ten reports.</summary>
    public static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(10);

    private const long Never = long.MinValue / 2; // from which a time can be subtracted

    private Dictionary<(string Pool, string Backend), (int Connections, long At)> _told = [];

    /// <summary>Whether the others have heard of no connection that this node still has.</summary>
    public bool IsEmpty => _told.Count == 0;

    /// <summary>Those that are to be told now, and count as told. What was told longest ago goes first.</summary>
    /// <param name="counts">All that the node has; what is not among them is forgotten.</param>
    /// <param name="most">How many may be told.</param>
    public ImmutableArray<BackendCount> Next(IEnumerable<BackendCount> counts, long now, int most)
    {
        var known = new Dictionary<(string Pool, string Backend), (int Connections, long At)>(_told.Count);
        var due = new List<(BackendCount Count, long At)>();
        foreach (var count in counts)
        {
            var key = (count.Pool, count.Backend);
            if (_told.TryGetValue(key, out var told))
                known[key] = told;
            else if (count.Connections == 0)
                continue; // of none nobody hears who has not heard of some
            else
                told = (0, Never);
            if (told.Connections != count.Connections || now - told.At >= AgainAfter.TotalMilliseconds)
                due.Add((count, told.At));
        }
        ImmutableArray<BackendCount> next = [.. due.OrderBy(row => row.At).Take(most).Select(row => row.Count)];
        foreach (var count in next)
        {
            if (count.Connections == 0)
                known.Remove((count.Pool, count.Backend));
            else
                known[(count.Pool, count.Backend)] = (count.Connections, now);
        }
        _told = known;
        return next;
    }

    /// <summary>Somebody has come who has heard nothing: all is told anew.</summary>
    public void Repeat()
    {
        foreach (var (key, told) in _told.ToList())
            _told[key] = told with { At = Never };
    }
}
