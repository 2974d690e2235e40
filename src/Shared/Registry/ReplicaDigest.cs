using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Registry;

/// <summary>
/// A node asks another whether their replicas are equal. Answers: <see cref="ReplicaInSync"/>, or the <see cref="ReplicaBuckets"/>
/// that differ.
/// </summary>
/// <param name="Replica">
/// Of this very replica of the asking node, to be repeated in the answer: one that was made anew has another. Null from versions
/// before there was one.
/// </param>
public sealed record ReplicaDigest(
    ImmutableArray<ulong> Digest, [property: JsonPropertyName("copy")] long? Replica = null) : IWireMessage
{
    public bool Equals(ReplicaDigest? other) =>
        other is not null && Replica == other.Replica && Digest.AsSpan().SequenceEqual(other.Digest.AsSpan());

    public override int GetHashCode() => Digest.Length;
}

/// <summary>A host and the revision of its routes.</summary>
public readonly record struct HostVersion(HostPattern Host, long Revision);

/// <summary>All that a node has in the buckets in which its replica differs from another's.</summary>
/// <param name="Buckets">Their numbers, rising.</param>
public sealed record ReplicaBuckets(ImmutableArray<int> Buckets, ImmutableArray<HostVersion> Hosts) : IWireMessage
{
    public bool Equals(ReplicaBuckets? other) =>
        other is not null && Buckets.AsSpan().SequenceEqual(other.Buckets.AsSpan()) && Hosts.AsSpan().SequenceEqual(other.Hosts.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Buckets.Length, Hosts.Length);
}

/// <summary>Asks a node for its replica of these hosts; it answers with <see cref="ReplicaRoutes"/>, several where they are many.</summary>
public sealed record ReplicaWant(ImmutableArray<HostPattern> Hosts) : IWireMessage
{
    /// <summary>Hosts in one message: names of at most 255 bytes are then no more than <see cref="HostRegistry.MaxSize"/>.</summary>
    public const int MaxHosts = 1000;

    public bool Equals(ReplicaWant? other) => other is not null && Hosts.AsSpan().SequenceEqual(other.Hosts.AsSpan());

    public override int GetHashCode() => Hosts.Length;
}

/// <summary>Both replicas are equal: that of the node that says so, and the one that <see cref="ReplicaDigest"/> was of.</summary>
/// <param name="Complete">Whether the node that says so knows its replica to be whole.</param>
/// <param name="AgeMs">Milliseconds since that replica was last known to be what the database has.</param>
/// <param name="Replica">That of the <see cref="ReplicaDigest"/>.</param>
public sealed record ReplicaInSync(bool Complete, long AgeMs, [property: JsonPropertyName("copy")] long? Replica = null) : IWireMessage;
