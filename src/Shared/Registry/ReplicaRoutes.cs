using System.Collections.Immutable;
using System.Text.Json;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Registry;

/// <summary>A part of a node's copy.</summary>
/// <param name="Last">Whether it is the last part of an answer.</param>
public sealed record ReplicaRoutes(ImmutableArray<HostRoutes> Hosts, bool Last) : IWireMessage
{
    /// <summary>In parts that travel in one message each: hosts are added until a part has <see cref="HostRegistry.MaxSize"/> bytes.</summary>
    public static IEnumerable<ReplicaRoutes> InParts(IEnumerable<HostRoutes> hosts)
    {
        var part = ImmutableArray.CreateBuilder<HostRoutes>();
        var size = 0;
        foreach (var host in hosts)
        {
            if (size >= HostRegistry.MaxSize)
            {
                yield return new ReplicaRoutes(part.ToImmutable(), Last: false);
                part.Clear();
                size = 0;
            }
            part.Add(host);
            size += JsonSerializer.SerializeToUtf8Bytes(host, RegistryJson.Default.HostRoutes).Length;
        }
        yield return new ReplicaRoutes(part.ToImmutable(), Last: true);
    }

    public bool Equals(ReplicaRoutes? other) => other is not null && Last == other.Last && Hosts.AsSpan().SequenceEqual(other.Hosts.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Hosts.Length, Last);
}
