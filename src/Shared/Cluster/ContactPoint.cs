using System.Collections.Immutable;

namespace ActorProxy.Shared.Cluster;

/// <summary>A node that may have a cluster, and is asked.</summary>
/// <param name="Host">As in the node's address in the cluster: a name, or an address, one of IPv6 in brackets.</param>
/// <param name="Port">Of the cluster's traffic.</param>
/// <param name="Name">For people; null where it has none beside its address.</param>
/// <param name="Stopping">It was told to stop; it may still be a member.</param>
public sealed record ContactPoint(string Host, int Port, string? Name = null, bool Stopping = false)
{
    /// <summary>Host and port.</summary>
    public string Address => $"{Host}:{Port}";

    /// <summary>Whether both are the same node, whatever is known of it beside its address.</summary>
    public bool IsAt(ContactPoint other) => Port == other.Port && string.Equals(Host, other.Host, StringComparison.OrdinalIgnoreCase);

    public override string ToString() => Name is null ? Address : $"{Name} ({Address})";
}

/// <summary>The contact points of a node, itself among them where it is one.</summary>
/// <param name="Points">In the order in which they are to found a cluster, the same on all nodes.</param>
/// <param name="Listed">
/// They are in the configuration, so that one that is silent may be cut off; else they are what runs, by who must know.
/// </param>
/// <param name="Required">How many there must be before one of them founds a cluster.</param>
public sealed record ContactPoints(ImmutableArray<ContactPoint> Points, bool Listed, int Required = 1);
