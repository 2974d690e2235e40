using System.Collections.Immutable;
using ActorProxy.Node.Persistence;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Node.Tests.Persistence.Clustered;

/// <summary>What a registry's database says, read without any node.</summary>
internal sealed record RegistryAudit(ImmutableDictionary<HostPattern, HostState> Hosts, ImmutableArray<HostFault> Faults)
{
    public static async Task<RegistryAudit> ReadAsync(RegistryOptions options)
    {
        await using var database = await RegistryDatabase.PrepareAsync(
            options, RegistryNode.Logger(new RecordingSink()), TimeProvider.System, shared: true);
        var history = new JournalHistory();
        var hosts = new Dictionary<HostPattern, HostState>();
        for (var position = 0L; await database.ReadAsync(position, 500,
            CancellationToken.None) is { Count: > 0 } rows; position = rows[^1].Ordering)
        {
            foreach (var changed in rows.Select(history.Take).OfType<RegistryEvent>())
                hosts[changed.Host] = HostRegistry.Apply(hosts.GetValueOrDefault(changed.Host) ?? HostState.Empty(changed.Host), changed);
        }
        return new RegistryAudit(hosts.ToImmutableDictionary(), [.. history.Faults]);
    }

    /// <summary>Whether a node serves exactly this.</summary>
    public bool IsOf(ClusterNode node) =>
        node.Synced && node.Table.Routes.Length == Hosts.Values.Sum(host => host.Routes.Effective().Length)
        && Hosts.All(host => node.Table.Of(host.Key).AsSpan().SequenceEqual(host.Value.Routes.Effective().AsSpan()));
}
