using Akka.Actor;

namespace ActorProxy.Actors.Backends;

/// <summary>
/// Tells an actor, with itself, that pools have other backends than before though they are configured as they were: once until the actor
/// looks, however often that comes. A thousand names may change within a second, and each look is at all tunnels or routes.
/// </summary>
internal sealed class BackendsFound : IDisposable
{
    private readonly PoolStates _pools;
    private readonly IActorRef _actor;
    private int _isTold;

    public BackendsFound(PoolStates pools, IActorRef actor)
    {
        (_pools, _actor) = (pools, actor);
        pools.BackendsFound += Tell;
    }

    /// <summary>The actor looks now: what comes from here on is told again.</summary>
    public void Take() => Volatile.Write(ref _isTold, 0);

    public void Dispose() => _pools.BackendsFound -= Tell;

    private void Tell()
    {
        if (Interlocked.Exchange(ref _isTold, 1) == 0)
            _actor.Tell(this, ActorRefs.NoSender);
    }
}
