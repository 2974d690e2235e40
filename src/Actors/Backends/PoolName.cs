namespace ActorProxy.Actors.Backends;

/// <summary>What a node knows of all pools of a name while it runs.</summary>
/// <param name="Since">When there was the first one, in milliseconds of the pools' clock.</param>
public sealed record PoolName(long Since);
