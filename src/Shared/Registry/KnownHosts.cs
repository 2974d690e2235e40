using System.Collections.Immutable;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Registry;

/// <summary>A part of the index, or its snapshot.</summary>
/// <param name="From">How many hosts come before these.</param>
/// <param name="Total">Hosts in the whole index.</param>
public sealed record KnownHosts(int From, int Total, ImmutableArray<HostPattern> Hosts) : IWireMessage
{
    /// <summary>Hosts in one answer: with names of 255 bytes they have less than <see cref="HostRegistry.MaxSize"/>.</summary>
    public const int PageSize = 1000;

    public bool Equals(KnownHosts? other) =>
        other is not null && From == other.From && Total == other.Total && Hosts.AsSpan().SequenceEqual(other.Hosts.AsSpan());

    public override int GetHashCode() => HashCode.Combine(From, Total);
}
