using ActorProxy.Actors.Registry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Registry;
using Akka.Actor;
using Akka.Cluster.Sharding;

namespace ActorProxy.Actors.Tests.Registry;

/// <summary>A database that can be used, then not, then again.</summary>
public sealed class DatabaseOutageTests : IAsyncLifetime
{
    private const string Known = "known.example.org";
    private const string Fresh = "fresh.example.org";

    private readonly RegistryFile _file = new();
    private RegistryCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await RegistryCluster.StartAsync(2, _file);

    public async Task DisposeAsync()
    {
        await _cluster.DisposeAsync();
        _file.Dispose();
    }

    [Fact]
    public async Task Commands_are_refused_and_nodes_go_on_until_it_is_back()
    {
        await _cluster.Nodes[0].PutAsync(Known, "a:/x");
        await _cluster.AllServeAsync(Known, "a:/x");
        _file.Break();
        var failed = new PutRoute(RegistryClient.NewId(), HostRoute.Of(Known, "b:/y"));

        // The one entity cannot write, the other cannot even begin.
        var replies = await Task.WhenAll(
            WithShortTimeout(0).SendAsync(failed), WithShortTimeout(1)
                .SendAsync(new PutRoute(RegistryClient.NewId(), HostRoute.Of(Fresh, "a:/x"))));

        var rejected = replies.Select(Assert.IsType<CommandRejected>).ToList();
        Assert.All(rejected, reply => Assert.Equal(RejectionReason.Unavailable, reply.Reason));
        Assert.All(rejected, reply => Assert.Contains("database", reply.Message));
        foreach (var node in _cluster.Nodes)
            Assert.Equal(("a:/x", true), (node.Table.Of(Known), node.Synced));
        _cluster.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.All(_cluster.Nodes, node => Assert.True(node.Registry.Metrics.Staleness >= TimeSpan.FromMinutes(1)));

        _file.Mend();

        Assert.Equal(2, await _cluster.Nodes[1].DoAsync(failed));
        Assert.Equal(1, await _cluster.Nodes[1].PutAsync(Fresh, "a:/x"));
        await _cluster.AllServeAsync(Known, "a:/x b:/y");
        await _cluster.AllServeAsync(Fresh, "a:/x");
        foreach (var node in _cluster.Nodes)
            await Wait.UntilAsync(() => node.Registry.Metrics.Staleness < TimeSpan.FromMinutes(1), "a replica that is known to be fresh");
    }

    [Theory]
    [InlineData(Known)]
    [InlineData(Fresh)] // its entity has nothing yet, and cannot read what is stored
    public async Task The_refusal_says_what_the_database_says(string host)
    {
        await _cluster.Nodes[0].PutAsync(Known, "a:/x");
        _file.Break();

        var reply = await Region(0).AnswerAsync(new PutRoute("c", HostRoute.Of(host, "b:/y")));

        var rejected = Assert.IsType<CommandRejected>(reply);
        Assert.Equal(("c", RejectionReason.Unavailable), (rejected.CommandId, rejected.Reason));
        Assert.Equal("the registry's database failed: SQLite Error 1: 'no such table: actorproxy_journal'; send the command again",
            rejected.Message);
    }

    [Fact]
    public async Task That_rows_cannot_be_read_is_told_once_in_an_outage()
    {
        await _cluster.Nodes[0].PutAsync(Known, "a:/x");
        await FailAsync();
        Assert.InRange(Told, 1, _cluster.Nodes.Count); // each node that has a host of them

        _file.Mend();
        foreach (var host in Enumerable.Range(0, 10))
            await _cluster.Nodes[0].PutAsync($"mended-{host}.example.org", "a:/x");
        var before = Told;
        await FailAsync();
        Assert.InRange(Told, before + 1, before + _cluster.Nodes.Count);

        async Task FailAsync()
        {
            _file.Break();
            foreach (var host in Enumerable.Range(0, 10))
                await Region(0).AnswerAsync(new PutRoute("c", HostRoute.Of($"h{host}.example.org", "b:/y")));
        }
    }

    private int Told => _cluster.Members.Warnings.Count(warning => warning.ToString().Contains("cannot be read from the database"));

    private IActorRef Region(int node) => ClusterSharding.Get(_cluster.Nodes[node].System).ShardRegion(RegistrySharding.TypeName);

    /// <summary>Makes two attempts in place of five.</summary>
    private RegistryClient WithShortTimeout(int node) => new(Region(node)) { Timeout = TimeSpan.FromSeconds(4) };
}
