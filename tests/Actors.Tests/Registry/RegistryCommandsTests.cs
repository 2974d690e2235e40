using ActorProxy.Actors.Registry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Registry;

namespace ActorProxy.Actors.Tests.Registry;

/// <summary>Commands to a registry of three nodes.</summary>
public sealed class RegistryCommandsTests(RegistryFixture fixture) : IClassFixture<RegistryFixture>
{
    private readonly RegistryCluster _cluster = fixture.Cluster;

    [Theory]
    [InlineData("put.example.org")]
    [InlineData("*.put.example.org")]
    [InlineData("*")]
    [InlineData("[::1]")]
    public async Task What_any_node_is_told_reaches_all(string host)
    {
        var pattern = HostRoute.Host(host);

        Assert.Equal(1, await _cluster.Nodes[0].PutAsync(host, "a:/x"));
        await _cluster.AllServeAsync(host, "a:/x");
        Assert.Equal(2, await _cluster.Nodes[1].DoAsync(new ReplaceRoutes(
            RegistryClient.NewId(), pattern, [HostRoute.Of(host, "b:/y"), HostRoute.Of(host, "c:/z")])));
        await _cluster.AllServeAsync(host, "b:/y c:/z");
        Assert.Equal(3, await _cluster.Nodes[2].DoAsync(new RemoveRoute(RegistryClient.NewId(), pattern, "b")));
        await _cluster.AllServeAsync(host, "c:/z");
        Assert.Equal(4, await _cluster.Nodes[0].DoAsync(new DeclareRoutes(
            RegistryClient.NewId(), pattern, 1, [HostRoute.Of(host, "d:/d")])));
        await _cluster.AllServeAsync(host, "c:/z d:/d");
        Assert.Equal(4, fixture.File.Events(host));
    }

    [Fact]
    public async Task A_command_whose_answer_was_lost_is_done_once()
    {
        var put = new PutRoute(RegistryClient.NewId(), HostRoute.Of("once.example.org", "a:/x"));

        Assert.Equal(1, await _cluster.Nodes[0].DoAsync(put));
        Assert.Equal(2, await _cluster.Nodes[1].DoAsync(new RemoveRoute(RegistryClient.NewId(), put.Host, "a")));
        Assert.Equal(1, await _cluster.Nodes[2].DoAsync(put));

        await _cluster.AllServeAsync("once.example.org", "");
        Assert.Equal(2, fixture.File.Events("once.example.org"));
    }

    [Fact]
    public async Task Commands_that_come_at_once_are_all_done_and_answered_one_by_one()
    {
        const string Host = "crowd.example.org";
        var revisions = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => _cluster.Nodes[i % 3].PutAsync(Host, $"r{i:d2}:/{i}")));

        Assert.Equal(Enumerable.Range(1, 30).Select(i => (long)i), revisions.Order());
        await _cluster.AllServeAsync(Host, string.Join(' ', Enumerable.Range(0, 30).Select(i => $"r{i:d2}:/{i}")));
    }

    [Fact]
    public async Task A_command_that_expects_another_revision_is_refused_and_stores_nothing()
    {
        const string Host = "stale.example.org";
        await _cluster.Nodes[0].PutAsync(Host, "a:/x");

        var reply = await _cluster.Nodes[1].SendAsync(new PutRoute(
            RegistryClient.NewId(), HostRoute.Of(Host, "b:/y")) { ExpectedRevision = 0 });

        Assert.Equal(RejectionReason.StaleRevision, Assert.IsType<CommandRejected>(reply).Reason);
        Assert.Equal(1, fixture.File.Events(Host));
    }

    [Fact]
    public async Task Of_many_changes_some_rows_stay()
    {
        const string Host = "many.example.org";
        for (var i = 1; i <= 120; i++)
            Assert.Equal(i, await _cluster.Nodes[i % 3].PutAsync(Host, $"a:/{i}"));

        // The event with all that was there at change 100, and 20 changes.
        await Wait.UntilAsync(() => fixture.File.Events(Host) == 21, "older events are deleted");
        Assert.InRange(fixture.File.Rows(Host), 21, 22); // Akka leaves the last row that it deletes, marked so
        await _cluster.AllServeAsync(Host, "a:/120");
    }
}
