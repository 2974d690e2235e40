using ActorProxy.Actors.Registry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;
using ActorProxy.Tests.Harness;
using Akka.Actor;
using Akka.Cluster.Sharding;

namespace ActorProxy.Node.Tests.Persistence.Clustered;

/// <summary>A node comes, takes over hosts, changes them and leaves, and what it and the other have acknowledged is there.</summary>
public sealed class HandOverTests(PostgresFixture fixture) : IClassFixture<PostgresFixture>, IDisposable
{
    private const int Hosts = 60;
    private const int Rounds = 3;

    /// <summary>Of each host.</summary>
    private const int Changes = 2 + (2 * Rounds);

    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Nothing_acknowledged_is_lost_in_SQLite()
    {
        var options = new RegistryOptions { DataDirectory = _directory.Path };
        var acknowledged = await HandOverAsync(options);

        await IsThereAsync(options, acknowledged);
    }

    [PostgresFact]
    public async Task Nothing_acknowledged_is_lost_in_PostgreSQL()
    {
        var options = new RegistryOptions { Store = RegistryStore.Postgresql,
            ConnectionString = await (await fixture.ServerAsync()).CreateDatabaseAsync() };
        var acknowledged = await HandOverAsync(options);

        await IsThereAsync(options, acknowledged);
    }

    [Fact]
    public async Task With_Akka_s_replay_filter_a_host_that_comes_back_is_not_read_to_its_end_and_stands_still()
    {
        var options = new RegistryOptions { DataDirectory = _directory.Path };

        var acknowledged = await HandOverAsync(options, "akka.persistence.journal.sql.replay-filter.mode = repair-by-discard-old");

        Assert.Contains(acknowledged.Values, ids => ids.Count < Changes);
    }

    /// <returns>Ids of each host's routes.</returns>
    private static async Task<Dictionary<HostPattern, List<string>>> HandOverAsync(RegistryOptions options, string extra = "")
    {
        var acknowledged = Enumerable.Range(0, Hosts).ToDictionary(i => WalkRoutes.Host($"h{i}.example.org"), _ => new List<string>());
        await using var one = await ClusterNode.StartAsync(options, null, extra);
        await PutAsync("first");
        for (var round = 1; round <= Rounds; round++)
        {
            await using var two = await ClusterNode.StartAsync(options, one, extra);
            await TakesOverAsync(two);
            await PutAsync($"two-{round}");
            await two.LeaveAsync();
            await PutAsync($"one-{round}");
        }
        await using (var last = await ClusterNode.StartAsync(options, one, extra))
        {
            await TakesOverAsync(last);
            await PutAsync("last");
            if (extra.Length == 0)
            {
                await ServesAsync(one, acknowledged);
                await ServesAsync(last, acknowledged);
            }
        }
        return acknowledged;

        async Task PutAsync(string id)
        {
            foreach (var hosts in acknowledged.Chunk(10))
            {
                await Task.WhenAll(hosts.Select(async host =>
                {
                    var put = new PutRoute(RegistryClient.NewId(), WalkRoutes.Of(host.Key, id));
                    var reply = await one.SendAsync(put, Peer.Timeout);
                    if (reply is CommandAccepted)
                        host.Value.Add(id);
                    else
                        Assert.True(extra.Length > 0 && reply is CommandRejected { Reason: RejectionReason.Damaged }, reply.ToString());
                }));
            }
        }

        async Task TakesOverAsync(ClusterNode two)
        {
            var looks = 0;
            await Wait.UntilAsync(async () =>
            {
                // A shard that is on its way begins with a message; one now and then, or they would hold up the move.
                if (looks++ % 100 == 0)
                {
                    foreach (var host in acknowledged.Keys)
                        two.Region.Tell(new GetHostRoutes(host), ActorRefs.NoSender);
                }
                return (await two.Region.Ask<CurrentShardRegionState>(GetShardRegionState.Instance, Peer.Timeout)).Shards.Count >= 10;
            }, "shards on the second node");
        }
    }

    private static async Task IsThereAsync(RegistryOptions options, Dictionary<HostPattern, List<string>> acknowledged)
    {
        Assert.All(acknowledged.Values, ids => Assert.Equal(Changes, ids.Count));
        var audit = await RegistryAudit.ReadAsync(options);
        Assert.Empty(audit.Faults);
        Assert.All(acknowledged, host => Assert.Equal(host.Value.Count, audit.Hosts[host.Key].Routes.Revision));
        await using var cold = await ClusterNode.StartAsync(options, null);
        await ServesAsync(cold, acknowledged);
    }

    private static Task ServesAsync(ClusterNode node, Dictionary<HostPattern, List<string>> acknowledged) => Wait.UntilAsync(
        () => acknowledged.All(host => node.Table.Of(host.Key).Select(route => route.Id).Order().SequenceEqual(host.Value.Order())),
        "all routes on the node");
}
