using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Health;

namespace ActorProxy.Actors.Backends;

/// <summary>All by which one pool may find a backend well that another one finds ill.</summary>
public sealed record HealthKey(BackendKey Backend, EjectionRules Rules)
{
    public static HealthKey Of(BackendPool pool, BackendAddress address) => new(BackendKey.Of(pool, address), pool.Ejection);
}
