using System.Collections.Immutable;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Registry;

/// <summary>All that a node has in the buckets in which its copy differs from another's.</summary>
/// <param name="Buckets">Their numbers, rising.</param>
public sealed record ReplicaBuckets(ImmutableArray<int> Buckets, ImmutableArray<HostVersion> Hosts) : IWireMessage
{
    public bool Equals(ReplicaBuckets? other) =>
        other is not null && Buckets.AsSpan().SequenceEqual(other.Buckets.AsSpan()) && Hosts.AsSpan().SequenceEqual(other.Hosts.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Buckets.Length, Hosts.Length);
}
