using ActorProxy.Actors.Backends.Checks;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Endpoints;

namespace ActorProxy.Actors.Backends;

/// <summary>A backend of a pool with what the node knows of it.</summary>
/// <param name="State">Of its address in all pools of the name: how many connections it has.</param>
/// <param name="Health">Of its address in all pools.</param>
/// <param name="Check">What health checks say of it, where its pool has one.</param>
/// <param name="Since">When it came to a pool that was there before; 0 for one that was there at first.</param>
public sealed record PoolMember(Backend Backend, BackendState State, BackendHealth Health, CheckedBackend? Check = null, long Since = 0)
{
    /// <summary>As <see cref="Tiers.Of"/> says it for the node.</summary>
    public int Tier { get; init; }

    /// <summary>Who has told of it.</summary>
    public EndpointSource Source { get; init; } = EndpointSource.First;
}
