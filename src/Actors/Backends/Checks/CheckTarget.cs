using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Health;

namespace ActorProxy.Actors.Backends.Checks;

/// <summary>What is asked, and where: pools that ask a backend the same have one answer.</summary>
public sealed record CheckTarget(BackendKey Backend, HealthCheck Check)
{
    public static CheckTarget Of(BackendPool pool, HealthCheck check, BackendAddress address) => new(BackendKey.Of(pool, address), check);
}
