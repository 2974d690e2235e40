namespace ActorProxy.Actors.Pools;

/// <summary>
/// Connections of a route that has a limit: tunnels, attempts under way and requests in flight. May be used from any thread.
/// </summary>
public sealed class RouteLoad(int limit)
{
    private int _active;

    public int Active => Volatile.Read(ref _active);

    /// <summary>Counts one more until <see cref="Leave"/>; false, and not counted, where there are enough.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _active) <= limit)
            return true;
        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _active);
}
