namespace ActorProxy.Shared.Draining;

/// <summary>
/// Ids of connections in the order of the times at which they are due. It holds ids alone: a connection that ends by itself
/// leaves nothing but its id behind until its time comes.
/// </summary>
public sealed class DrainQueue
{
    private readonly Dictionary<string, TimeSpan> _due = new(StringComparer.Ordinal);
    private readonly SortedSet<(TimeSpan Due, string Id)> _order = new(Comparer<(TimeSpan Due, string Id)>.Create(
        static (a, b) => a.Due.CompareTo(b.Due) is not 0 and var byTime ? byTime : string.CompareOrdinal(a.Id, b.Id)));

    public int Count => _due.Count;

    /// <summary>When the first one is due; null where there is none.</summary>
    public TimeSpan? Next => _due.Count == 0 ? null : _order.Min.Due;

    /// <summary>The first one, if it is due by now; it stays.</summary>
    public string? Due(TimeSpan now) => Next <= now ? _order.Min.Id : null;

    public bool Contains(string id) => _due.ContainsKey(id);

    /// <summary>Takes it in. One that is there already keeps its time.</summary>
    /// <param name="due">On any clock that does not go back.</param>
    public void Add(string id, TimeSpan due)
    {
        if (_due.TryAdd(id, due))
            _order.Add((due, id));
    }

    /// <summary>Takes it out, whenever it is due; false where it is not there.</summary>
    public bool Remove(string id)
    {
        if (!_due.Remove(id, out var due))
            return false;
        _order.Remove((due, id));
        return true;
    }
}
