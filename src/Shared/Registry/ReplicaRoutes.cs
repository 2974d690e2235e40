using System.Collections.Immutable;
using System.Text.Json;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Registry;

/// <summary>A part of a node's replica.</summary>
/// <param name="Last">Whether it is the last part of an answer.</param>
public sealed record ReplicaRoutes(ImmutableArray<HostRoutes> Hosts, bool Last) : IWireMessage
{
    /// <summary>
    /// In parts that travel in one message each: the hosts of a part have <see cref="HostRegistry.MaxSize"/> bytes at most, as one alone
    /// may have.
    /// </summary>
    public static IEnumerable<ReplicaRoutes> InParts(IEnumerable<HostRoutes> hosts)
    {
        var part = ImmutableArray.CreateBuilder<HostRoutes>();
        var size = 0;
        foreach (var host in hosts)
        {
            var more = JsonSerializer.SerializeToUtf8Bytes(host, RegistryJson.Default.HostRoutes).Length;
            if (size + more > HostRegistry.MaxSize && part.Count > 0)
            {
                yield return new ReplicaRoutes(part.ToImmutable(), Last: false);
                part.Clear();
                size = 0;
            }
            part.Add(host);
            size += more;
        }
        yield return new ReplicaRoutes(part.ToImmutable(), Last: true);
    }

    public bool Equals(ReplicaRoutes? other) =>
        other is not null && Last == other.Last && Hosts.AsSpan().SequenceEqual(other.Hosts.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Hosts.Length, Last);
}
