namespace ActorProxy.Actors.Backends;

/// <summary>
/// Requests that wait for a backend of their pool, first come first served. The first one alone tries: whenever there may be a backend for
/// it, and when it becomes the first one. Who has got one leaves, and so the next one tries: of many places that become free at once none
/// is left, and of a single one that does, two hear at most. May be used from any thread.
/// </summary>
/// <param name="ofName">Those of the pool's name, whose connections are counted together.</param>
/// <param name="ofNode">All.</param>
public sealed class PoolQueue(PoolQueues ofName, PoolQueues ofNode)
{
    private readonly Lock _changing = new();
    private readonly LinkedList<QueuePlace> _places = new();
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Whether somebody waits who goes before this one.</summary>
    /// <param name="place">Null for one that does not wait.</param>
    public bool HasBefore(QueuePlace? place)
    {
        if (Count == 0)
            return false;
        lock (_changing)
            return _places.First is { } first && first.Value != place;
    }

    /// <summary>Waits from now on, behind all who came before. False, and nothing changed, where so many do.</summary>
    public bool TryEnter(QueuePlace place, int most)
    {
        QueuePlace? first;
        lock (_changing)
        {
            if (_places.Count >= most)
                return false;
            var before = _places.Last;
            while (before is not null && before.Value.Number > place.Number)
                before = before.Previous;
            place.Node = before is null ? _places.AddFirst(place) : _places.AddAfter(before, place);
            if (_places.Count == 1)
            {
                ofName.Add(this);
                ofNode.Add(this);
            }
            Volatile.Write(ref _count, _places.Count);
            first = before is null ? Woken(place) : null;
        }
        // Who leaves a backend counts that, and looks then whether somebody waits; who waits is seen, and looks then whether there is a
        // place. Each with a fence between: one of both sees the other.
        Interlocked.MemoryBarrier();
        first?.Wake();
        return true;
    }

    /// <summary>Waits no longer. Repeated calls do nothing.</summary>
    public void Leave(QueuePlace place)
    {
        QueuePlace? first;
        lock (_changing)
        {
            if (place.Node is not { } node)
                return;
            var next = node.Previous is null ? node.Next?.Value : null;
            _places.Remove(node);
            (place.Node, place.IsWoken) = (null, false);
            if (_places.Count == 0)
            {
                ofName.Remove(this);
                ofNode.Remove(this);
            }
            Volatile.Write(ref _count, _places.Count);
            first = next is null ? null : Woken(next);
        }
        first?.Wake();
    }

    /// <summary>There may be a backend for the first one.</summary>
    public void Signal()
    {
        QueuePlace? first;
        lock (_changing)
            first = _places.First is { } node ? Woken(node.Value) : null;
        first?.Wake();
    }

    /// <summary>
    /// Called by a place that was woken, before it tries: what comes from here on wakes it again. False where it is not the first one.
    /// </summary>
    public bool TryBegin(QueuePlace place)
    {
        lock (_changing)
        {
            place.IsWoken = false;
            return place.Node is { Previous: null };
        }
    }

    /// <summary>The place, where it is to be woken; null where it is woken already.</summary>
    private static QueuePlace? Woken(QueuePlace place)
    {
        if (place.IsWoken)
            return null;
        place.IsWoken = true;
        return place;
    }
}
