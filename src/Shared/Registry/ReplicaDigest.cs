using System.Collections.Immutable;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Registry;

/// <summary>A node asks another whether their copies are equal. Answers: <see cref="ReplicaInSync"/>, or the <see cref="ReplicaBuckets"/> that differ.</summary>
/// <param name="Copy">Of this very copy of the asking node, to be repeated in the answer: one that was made anew has another. Null from versions before there was one.</param>
public sealed record ReplicaDigest(ImmutableArray<ulong> Digest, long? Copy = null) : IWireMessage
{
    public bool Equals(ReplicaDigest? other) => other is not null && Copy == other.Copy && Digest.AsSpan().SequenceEqual(other.Digest.AsSpan());

    public override int GetHashCode() => Digest.Length;
}
