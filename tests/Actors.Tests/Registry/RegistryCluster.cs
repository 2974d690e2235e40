using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Routing;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Registry;

/// <summary>A cluster whose nodes share a registry on a file.</summary>
internal sealed class RegistryCluster : IAsyncDisposable
{
    private readonly TestCluster _cluster;
    private readonly List<RegistryNode> _nodes = [];

    private RegistryCluster(TestCluster cluster) => _cluster = cluster;

    /// <summary>The first is the oldest.</summary>
    public IReadOnlyList<RegistryNode> Nodes => _nodes;

    public TestCluster Members => _cluster;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>Nodes without routes of their own; each has all of the registry's.</summary>
    public static async Task<RegistryCluster> StartAsync(int nodes, RegistryFile file)
    {
        var cluster = new RegistryCluster(await TestCluster.StartAsync(nodes, file.Config));
        foreach (var system in cluster._cluster.Systems)
            cluster._nodes.Add(await RegistryNode.StartAsync(system, cluster.Time));
        foreach (var node in cluster._nodes)
            await Wait.UntilAsync(() => node.Synced, "all routes");
        return cluster;
    }

    /// <summary>Another member, whose copy may not be complete yet.</summary>
    public async Task<RegistryNode> AddAsync(RouteTable? routes = null, int revision = 0)
    {
        var node = await RegistryNode.StartAsync(await _cluster.AddAsync(), Time, routes, revision);
        _nodes.Add(node);
        return node;
    }

    public Task AllServeAsync(string host, string routes) => Task.WhenAll(_nodes.Select(node => node.ServesAsync(host, routes)));

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        foreach (var node in _nodes)
            node.Registry.Dispose();
    }
}
