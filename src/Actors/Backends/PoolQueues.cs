namespace ActorProxy.Actors.Backends;

/// <summary>Queues in which somebody waits: most often none, which costs who looks a read. May be used from any thread.</summary>
public sealed class PoolQueues
{
    private readonly Lock _changing = new();
    private PoolQueue[] _all = [];

    /// <summary>Requests that wait in all of them.</summary>
    public int Count => Volatile.Read(ref _all).Sum(queue => queue.Count);

    /// <summary>There may be a backend for one who waits: the first one of each queue tries.</summary>
    public void Signal()
    {
        foreach (var queue in Volatile.Read(ref _all))
            queue.Signal();
    }

    internal void Add(PoolQueue queue)
    {
        lock (_changing)
            Volatile.Write(ref _all, [.. _all, queue]);
    }

    internal void Remove(PoolQueue queue)
    {
        lock (_changing)
            Volatile.Write(ref _all, [.. _all.Where(other => other != queue)]);
    }
}
