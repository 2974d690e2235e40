using System.Net;

namespace ActorProxy.Shared.Routing;

/// <summary>All that a pick depends on besides the pool.</summary>
/// <param name="sequence">Counter of the pool's picks; a retry of the same connection keeps its number.</param>
/// <param name="random">64 uniformly random bits, new for each pick.</param>
/// <param name="client">The client's address.</param>
/// <param name="active">Active connections per backend, by index; empty counts as all zero.</param>
/// <param name="excluded">True, by index, where a backend was already tried or is unavailable; empty excludes none.</param>
public readonly ref struct PickInput(
    long sequence, ulong random, IPAddress client, ReadOnlySpan<int> active = default, ReadOnlySpan<bool> excluded = default)
{
    public long Sequence { get; } = sequence;

    public ulong Random { get; } = random;

    public IPAddress Client { get; } = client;

    public ReadOnlySpan<int> Active { get; } = active;

    public ReadOnlySpan<bool> Excluded { get; } = excluded;

    internal int ActiveOf(int index) => Active.IsEmpty ? 0 : Active[index];

    internal bool Excludes(int index) => !Excluded.IsEmpty && Excluded[index];
}
