namespace ActorProxy.Shared.Backends.Picking;

/// <summary>All that a pick depends on besides the backends.</summary>
/// <param name="Sequence">Counter of the pool's picks; a retry of the same connection keeps its number.</param>
/// <param name="Random">64 uniformly random bits, new for each pick.</param>
/// <param name="Key">Hash of that by which a client is led to the same backend; 0 where the picker has no key.</param>
public readonly record struct PickInput(long Sequence, ulong Random, ulong Key = 0);
