namespace ActorProxy.Shared.Backends;

/// <summary>In which order a pool's backends are used: those of a higher tier get clients where none of a lower one is up.</summary>
public static class Tiers
{
    /// <summary>By priority, and in each of them the node's own zone before others, where the pool prefers that.</summary>
    /// <param name="zone">The node's; null where it has none. A backend without one is at home everywhere.</param>
    public static int Of(Backend backend, BackendPool pool, string? zone) =>
        2 * backend.Priority + (pool.PreferZone && zone is not null && backend.Zone is { } own && own != zone ? 1 : 0);
}
