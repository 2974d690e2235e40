using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Actors.Tests.Registry;

/// <summary>Nodes with routes in their configurations, and a registry.</summary>
public sealed class StaticRoutesTests : IAsyncLifetime
{
    private const string A = "a.example.org";
    private const string B = "b.example.org";

    private static readonly RouteTable Both = HostRoute.Table($"{A} a:/x", $"{B} b:/x");

    private readonly RegistryFile _file = new();
    private RegistryCluster _cluster = null!;

    /// <summary>The first node has no routes of its own, and knows of no configuration.</summary>
    public async Task InitializeAsync() => _cluster = await RegistryCluster.StartAsync(1, _file);

    public async Task DisposeAsync()
    {
        await _cluster.DisposeAsync();
        _file.Dispose();
    }

    [Fact]
    public async Task One_node_s_configuration_is_served_by_all_an_operator_s_routes_win_and_what_leaves_it_is_gone_everywhere()
    {
        var node = await _cluster.AddAsync(Both, revision: 1);
        Assert.Equal("a:/x", node.Table.Of(A));
        await _cluster.AllServeAsync(A, "a:/x");
        await _cluster.AllServeAsync(B, "b:/x");

        await _cluster.Nodes[0].PutAsync(A, "mine:/x");
        await _cluster.AllServeAsync(A, "mine:/x");

        // The same revision: only the host that changed is declared.
        node.Reload(1, HostRoute.Table($"{A} a:/x", $"{B} b:/x", $"{B} c:/y"));
        await _cluster.AllServeAsync(B, "b:/x c:/y");
        Assert.Equal((2, 2), (_file.Events(A), _file.Events(B)));

        node.Reload(2, HostRoute.Table($"{A} a:/x"));
        await _cluster.AllServeAsync(B, "");
        await _cluster.AllServeAsync(A, "mine:/x");
    }

    [Fact]
    public async Task A_node_with_an_older_configuration_follows_the_newer_one_and_brings_nothing_back()
    {
        var newer = await _cluster.AddAsync(HostRoute.Table($"{A} a:/new"), revision: 5);
        await _cluster.AllServeAsync(A, "a:/new");

        await _cluster.AddAsync(Both, revision: 4);

        // It declares host B, which the registry has never had; the newer node takes it away again.
        await _cluster.AllServeAsync(A, "a:/new");
        await Wait.UntilAsync(() => _file.Events(B) == 2, "declared and taken away");
        await _cluster.AllServeAsync(B, "");
        Assert.Equal("", newer.Table.Of(B));
        Assert.Equal(1, _file.Events(A));
    }

    [Fact]
    public async Task Nodes_that_differ_with_the_same_revision_come_to_serve_what_was_declared_last_and_do_not_go_on_about_it()
    {
        await _cluster.AddAsync(HostRoute.Table($"{A} first:/x"), revision: 3);
        await _cluster.AllServeAsync(A, "first:/x");
        await _cluster.AddAsync(HostRoute.Table($"{A} second:/x"), revision: 3);
        await _cluster.AllServeAsync(A, "second:/x");

        // A registry that would answer the second would do so before it declares anything that comes later.
        _cluster.Nodes[1].Reload(3, HostRoute.Table($"{A} third:/x", $"{B} b:/x"));
        await _cluster.AllServeAsync(A, "third:/x");
        await _cluster.AllServeAsync(B, "b:/x");
        Assert.Equal(3, _file.Events(A));
    }

    [Fact]
    public async Task An_old_file_without_a_revision_declares_nothing_when_its_node_starts_and_a_reload_does()
    {
        var running = await _cluster.AddAsync(HostRoute.Table($"{A} old:/x"));
        await _cluster.AllServeAsync(A, "old:/x");
        running.Reload(0, HostRoute.Table($"{A} new:/x"));
        await _cluster.AllServeAsync(A, "new:/x");

        // As in a rollout: a node starts that has not seen the edit, and knows of a host that nobody has declared before.
        var late = await _cluster.AddAsync(HostRoute.Table($"{A} old:/x", $"{B} b:/x"));
        await _cluster.AllServeAsync(B, "b:/x");
        await _cluster.AllServeAsync(A, "new:/x");
        Assert.Equal((2, 1), (_file.Events(A), _file.Events(B)));

        late.Reload(0, HostRoute.Table($"{A} old:/x"));
        await _cluster.AllServeAsync(A, "old:/x");
        await _cluster.AllServeAsync(B, "");
    }
}
