using ActorProxy.Shared.Backends.Health;
using ActorProxy.Shared.Backends.Picking;

namespace ActorProxy.Actors.Backends;

/// <summary>What may be chosen of a pool, as things were when it was made. Immutable.</summary>
/// <param name="Version">Of the clock when it was made: with another one it is to be made anew.</param>
/// <param name="Picks">Of its members, with those that are available.</param>
/// <param name="Spare">Those that stand by, for who has tried all others; null for none.</param>
/// <param name="Weight">Of those that are available, all together.</param>
/// <param name="IsWarming">Whether a member has not its full share yet.</param>
/// <param name="MayEject">Whether one of them may be out at all.</param>
public sealed record PoolChoice(
    long Version, PoolMembers Members, PickSet Picks, PickSet? Spare, Availability Availability, long Weight, bool IsWarming,
    bool MayEject);
