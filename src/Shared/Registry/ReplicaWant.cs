using System.Collections.Immutable;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Registry;

/// <summary>Asks a node for its copy of these hosts; it answers with <see cref="ReplicaRoutes"/>, several where they are many.</summary>
public sealed record ReplicaWant(ImmutableArray<HostPattern> Hosts) : IWireMessage
{
    /// <summary>Hosts in one message: names of at most 255 bytes are then no more than <see cref="HostRegistry.MaxSize"/>.</summary>
    public const int MaxHosts = 1000;

    public bool Equals(ReplicaWant? other) => other is not null && Hosts.AsSpan().SequenceEqual(other.Hosts.AsSpan());

    public override int GetHashCode() => Hosts.Length;
}
