using ActorProxy.Actors.Registry;
using ActorProxy.Shared.Registry;

namespace ActorProxy.Actors.Tests.Registry;

/// <summary>Rows that cannot be believed: their hosts stand still, and all else goes on.</summary>
public sealed class DamagedRowTests : IAsyncLifetime
{
    private const string Damaged = "damaged.example.org";
    private const string Whole = "whole.example.org";

    private readonly RegistryFile _file = new();

    public async Task InitializeAsync()
    {
        await using var before = await RegistryCluster.StartAsync(1, _file);
        foreach (var route in (string[])["a:/x", "b:/y", "c:/z"])
            await before.Nodes[0].PutAsync(Damaged, route);
        await before.Nodes[0].PutAsync(Whole, "a:/x");
    }

    public Task DisposeAsync()
    {
        _file.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("manifest = 'route-put/9'", "'route-put/9' cannot be read")]
    [InlineData("message = x'7b'", "'route-put/1' cannot be read")]
    [InlineData("message = x''", "'route-put/1' cannot be read")]
    [InlineData("identifier = 4711", "4711")]
    [InlineData("manifest = 'get-host-routes/1', message = CAST('{\"host\":\"damaged.example.org\"}' AS BLOB)", "no change of a host")]
    [InlineData("message = CAST(replace(CAST(message AS TEXT), '\"revision\":2', '\"revision\":1') AS BLOB)",
        "it has revision 1, as a row before it has")]
    [InlineData("message = CAST(replace(CAST(message AS TEXT), '\"revision\":2', '\"revision\":3') AS BLOB)",
        "it has revision 3 where 2 must be")]
    [InlineData("deleted = 1", "it has revision 3 where 2 must be")]
    public async Task What_stands_before_the_row_serves_and_no_change_is_taken(string damage, string problem)
    {
        _file.Execute($"UPDATE actorproxy_journal SET {damage} WHERE persistence_id = 'routes-{Damaged}' AND sequence_number = 2");

        await using var cluster = await RegistryCluster.StartAsync(2, _file); // both nodes have all routes, and say so

        await cluster.AllServeAsync(Damaged, "a:/x");
        await cluster.AllServeAsync(Whole, "a:/x");
        foreach (var node in cluster.Nodes)
        {
            var rejected = Assert.IsType<CommandRejected>(await node.SendAsync(
                new PutRoute(RegistryClient.NewId(), HostRoute.Of(Damaged, "d:/d"))));
            Assert.Equal(RejectionReason.Damaged, rejected.Reason);
            Assert.Contains(problem, rejected.Message);
            Assert.Contains("damaged", rejected.Message.Replace(Damaged, "", StringComparison.Ordinal));
            Assert.Contains($"of host {Damaged}", rejected.Message);
        }
        Assert.Equal(2, await cluster.Nodes[1].PutAsync(Whole, "b:/y"));
        await cluster.AllServeAsync(Whole, "a:/x b:/y");
        Assert.Equal(3, _file.Rows(Damaged));
        var fault = Assert.Single(cluster.Nodes[0].Registry.Faults.All);
        Assert.Equal(Damaged, fault.Host);
        Assert.Contains(problem, fault.ToString());
        // the one who has the host, and the oldest
        Assert.InRange(cluster.Members.Errors.Count(error => error.ToString().Contains("stand still")), 1, 2);
    }

    [Fact]
    public async Task Nothing_is_written_where_the_database_does_not_fence()
    {
        await using var cluster = await RegistryCluster.StartAsync(1, _file);
        _file.Unwritable = "it lacks its triggers";
        var region = Akka.Cluster.Sharding.ClusterSharding.Get(cluster.Nodes[0].System).ShardRegion(RegistrySharding.TypeName);

        var rejected = Assert.IsType<CommandRejected>(await region.AnswerAsync(
            new PutRoute(RegistryClient.NewId(), HostRoute.Of(Whole, "b:/y"))));

        Assert.Equal((RejectionReason.Unavailable, "the registry's database takes no changes: it lacks its triggers"),
            (rejected.Reason, rejected.Message));
        Assert.Equal(1, _file.Rows(Whole));
        _file.Unwritable = null;
        Assert.Equal(2, await cluster.Nodes[0].PutAsync(Whole, "b:/y"));
    }

    /// <summary>As where the owner before puts all that is stored into one row, and deletes what is older, while it is read.</summary>
    [Fact]
    public async Task Rows_without_an_end_are_read_again_before_they_are_believed()
    {
        Delete(true);
        await using var cluster = await RegistryCluster.StartAsync(1, _file);
        var region = Akka.Cluster.Sharding.ClusterSharding.Get(cluster.Nodes[0].System).ShardRegion(RegistrySharding.TypeName);
        var put = new PutRoute(RegistryClient.NewId(), HostRoute.Of(Damaged, "d:/d"));

        var first = Assert.IsType<CommandRejected>(await region.AnswerAsync(put));
        Assert.Equal(RejectionReason.Unavailable, first.Reason);
        Assert.Empty(cluster.Members.Errors);
        Delete(false);

        Assert.Equal(4, await cluster.Nodes[0].DoAsync(put));
    }

    [Fact]
    public async Task Rows_that_are_without_an_end_again_and_again_are_damaged()
    {
        Delete(true);
        await using var cluster = await RegistryCluster.StartAsync(1, _file);

        var rejected = Assert.IsType<CommandRejected>(await cluster.Nodes[0]
            .SendAsync(new PutRoute(RegistryClient.NewId(), HostRoute.Of(Damaged, "d:/d"))));

        Assert.Equal(RejectionReason.Damaged, rejected.Reason);
    }

    private void Delete(bool deleted) =>
        _file.Execute($"UPDATE actorproxy_journal SET deleted = {(deleted ? 1 : 0)} WHERE persistence_id = 'routes-{Damaged}' AND "
            + $"sequence_number = 3");
}
