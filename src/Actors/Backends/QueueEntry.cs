namespace ActorProxy.Actors.Backends;

/// <summary>
/// A request's entry in the queue of its pool, where it waits for a backend; most have none, and it costs them nothing. Used by the request
/// alone, which says its pool: that is the present one of its route.
/// </summary>
internal struct QueueEntry
{
    private QueuePlace? _place; // while it waits

    public readonly bool IsWaiting => _place is not null;

    /// <summary>Whether somebody waits in the pool who goes before the request.</summary>
    public readonly bool HasBefore(PoolState pool) => pool.Queue is { } queue && queue.HasBefore(_place);

    /// <summary>Waits behind all who came before. False where enough do. Only of a pool that has a queue.</summary>
    /// <param name="wake">As of <see cref="QueuePlace"/>.</param>
    public bool TryEnter(PoolState pool, Action wake)
    {
        _place = pool.NewPlace(wake);
        if (pool.Queue!.TryEnter(_place, pool.Pool.Queue.Length))
            return true;
        _place = null;
        return false;
    }

    /// <summary>Called when it was woken, before it looks: whether it is the first one that waits.</summary>
    public readonly bool MayLook(PoolState pool) => _place is { } place && pool.Queue!.TryBegin(place);

    /// <summary>Waits in another pool's queue, among those who came at its time; nowhere, where that one has none.</summary>
    /// <param name="from">Where it has waited until now, if it has.</param>
    public void Follow(PoolState from, PoolState to)
    {
        if (_place is not { } place)
            return;
        Leave(from);
        if (to.Queue?.TryEnter(place, int.MaxValue) == true)
            _place = place;
    }

    /// <summary>Waits no longer. Repeated calls do nothing.</summary>
    public void Leave(PoolState pool)
    {
        if (_place is { } place)
            pool.Queue!.Leave(place);
        _place = null;
    }
}
