using System.Collections.Immutable;
using ActorProxy.Actors.Registry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Registry;

namespace ActorProxy.Actors.Tests.Registry;

/// <summary>Nodes that come and go, on a database that stays.</summary>
public sealed class RegistryRestartTests : IDisposable
{
    private const string Compacted = "compacted.example.org";
    private const string Few = "few.example.org";

    private readonly RegistryFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task What_was_put_survives_the_end_of_all_nodes()
    {
        var last = new PutRoute(RegistryClient.NewId(), HostRoute.Of(Compacted, "last:/last"));
        await using (var before = await RegistryCluster.StartAsync(2, _file))
        {
            await before.Nodes[0].PutAsync(Few, "a:/x");
            await before.Nodes[0].DoAsync(new DeclareRoutes(RegistryClient.NewId(), HostRoute.Host(Few), 3, [HostRoute.Of(Few, "d:/d")]));
            for (var i = 1; i <= 53; i++)
                await before.Nodes[i % 2].PutAsync(Compacted, $"a:/{i}");
            Assert.Equal(54, await before.Nodes[0].DoAsync(last));
            await Wait.UntilAsync(() => _file.Events(Compacted) == 5, "older events are deleted");
        }

        await using var after = await RegistryCluster.StartAsync(2, _file);

        await after.AllServeAsync(Few, "a:/x d:/d");
        await after.AllServeAsync(Compacted, "a:/53 last:/last");
        // The entities have their state, and which commands they have done.
        Assert.Equal(54, await after.Nodes[1].DoAsync(last));
        Assert.Equal(55, await after.Nodes[1].PutAsync(Compacted, "b:/55"));
        var older = await after.Nodes[0].SendAsync(new DeclareRoutes(RegistryClient.NewId(), HostRoute.Host(Few), 2, []));
        Assert.Equal(RejectionReason.OlderConfiguration, Assert.IsType<CommandRejected>(older).Reason);
        await after.AllServeAsync(Compacted, "a:/53 b:/55 last:/last");
    }

    [Fact]
    public async Task A_node_that_joins_late_says_that_it_has_all_routes_when_it_has()
    {
        await using var cluster = await RegistryCluster.StartAsync(2, _file);
        var hosts = Enumerable.Range(0, 300).Select(i => $"h{i}.example.org").ToImmutableArray();
        await Task.WhenAll(hosts.Select((host, i) => cluster.Nodes[i % 2].PutAsync(host, "a:/x")));

        var late = await cluster.AddAsync(HostRoute.Table("own.example.org own:/"));

        Assert.Equal("own:/", late.Table.Of("own.example.org"));
        await Wait.UntilAsync(() => late.Synced, "all routes");
        var table = late.Table;
        Assert.All(hosts, host => Assert.Equal("a:/x", table.Of(host)));
        await cluster.AllServeAsync("own.example.org", "own:/");
        await Wait.UntilAsync(() => late.Registry.Metrics.Hosts == 301, "its own host in the registry, too");
    }

    [Fact]
    public async Task The_oldest_node_may_go_and_the_next_one_reads_the_database()
    {
        await using var cluster = await RegistryCluster.StartAsync(2, _file);
        await Akka.Cluster.Cluster.Get(cluster.Nodes[0].System).LeaveAsync();
        await cluster.Members.SeesAsync(1, up: 1);

        cluster.Time.Advance(TimeSpan.FromMinutes(1));

        await Wait.UntilAsync(() => cluster.Nodes[1].Registry.Metrics.Staleness < TimeSpan.FromMinutes(1), "the database was read");
        Assert.Equal(1, await cluster.Nodes[1].PutAsync(Few, "a:/x"));
        await cluster.Nodes[1].ServesAsync(Few, "a:/x");
    }
}
