using System.Collections.Immutable;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Registry;

/// <summary>A node asks another whether their copies are equal. Answers: <see cref="ReplicaInSync"/>, or the <see cref="ReplicaBuckets"/> that differ.</summary>
public sealed record ReplicaDigest(ImmutableArray<ulong> Digest) : IWireMessage
{
    public bool Equals(ReplicaDigest? other) => other is not null && Digest.AsSpan().SequenceEqual(other.Digest.AsSpan());

    public override int GetHashCode() => Digest.Length;
}
