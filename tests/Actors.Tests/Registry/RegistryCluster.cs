using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Routing;
using Akka.Actor;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Registry;

/// <summary>A cluster whose nodes share a registry on a file.</summary>
internal sealed class RegistryCluster : IAsyncDisposable
{
    private readonly List<RegistryNode> _nodes = [];

    private readonly RegistryFile _file;

    private RegistryCluster(RegistryFile file) => _file = file;

    /// <summary>The first is the oldest.</summary>
    public IReadOnlyList<RegistryNode> Nodes => _nodes;

    public TestCluster Members { get; private set; } = null!;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>Nodes without routes of their own; each has all of the registry's.</summary>
    public static async Task<RegistryCluster> StartAsync(int nodes, RegistryFile file)
    {
        var cluster = new RegistryCluster(file);
        cluster.Members = await TestCluster.StartAsync(nodes, file.Config, system => cluster.StartRegistryAsync(system, null, 0));
        foreach (var node in cluster._nodes)
            await Wait.UntilAsync(() => node.Synced, "all routes");
        return cluster;
    }

    /// <summary>Another member, whose replica may not be complete yet.</summary>
    public async Task<RegistryNode> AddAsync(RouteTable? routes = null, int revision = 0)
    {
        await Members.AddAsync(system => StartRegistryAsync(system, routes, revision));
        return _nodes[^1];
    }

    public Task AllServeAsync(string host, string routes) => Task.WhenAll(_nodes.Select(node => node.ServesAsync(host, routes)));

    public async ValueTask DisposeAsync()
    {
        await Members.DisposeAsync();
        foreach (var node in _nodes)
            node.Registry.Dispose();
    }

    private async Task StartRegistryAsync(ActorSystem system, RouteTable? routes, int revision) =>
        _nodes.Add(await RegistryNode.StartAsync(system, _file, Time, routes, revision));
}
