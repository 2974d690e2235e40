using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Directory;
using ActorProxy.Shared.Termination;
using Akka.Actor;
using Akka.Cluster;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Directory;

/// <summary>The directories of three nodes.</summary>
public sealed class ClusterDirectoryTests : IAsyncLifetime
{
    private readonly ConnectionTable[] _tables = [new(), new(), new()];
    private TestCluster _cluster = null!;
    private IActorRef[] _directories = [];

    public async Task InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync(3);
        var time = new FakeTimeProvider(FakeConnections.Now);
        _directories = [.. _cluster.Systems.Zip(_tables, (system, table) =>
        {
            var name = NodeTargets.NameOf(system);
            return system.ActorOf(Props.Create(() => new ConnectionDirectory(name, table, time, ActorRefs.Nobody)), "connections");
        })];
    }

    public Task DisposeAsync() => _cluster.DisposeAsync().AsTask();

    [Fact]
    public async Task A_list_is_of_all_nodes_in_pages()
    {
        for (var i = 0; i < 30; i++)
            _tables[i % 3].Add(FakeConnections.Open($"{i:x2}", age: i));
        var query = new ClusterList { Limit = 20 };

        var first = await AskAsync<ClusterRows>(1, query);
        var second = await AskAsync<ClusterRows>(2, query with { After = first.Next });

        Assert.Equal(Enumerable.Range(10, 20).Reverse().Select(i => ($"{i:x2}", _cluster.NameOf(i % 3))),
            first.Rows.Select(row => (row.Id, row.Node)));
        Assert.Equal(Enumerable.Range(0, 10).Reverse().Select(i => $"{i:x2}"), second.Rows.Select(row => row.Id));
        Assert.Null(second.Next);
        Assert.Empty(first.Missing.Concat(second.Missing));
    }

    [Fact]
    public async Task A_page_of_many_rows_comes_whole()
    {
        // Much more than one message between nodes may hold.
        for (var i = 0; i < 3000; i++)
            _tables[i % 3].Add(FakeConnections.Open($"{i:x4}", age: 1));

        var page = await AskAsync<ClusterRows>(0, new ClusterList { Limit = ClusterList.MaxLimit, Timeout = QueryTimeout.Max });

        Assert.Empty(page.Missing);
        Assert.Equal(Enumerable.Range(0, 3000).Select(i => $"{i:x4}"), page.Rows.Select(row => row.Id));
    }

    [Fact]
    public async Task Counts_are_of_all_nodes_or_of_the_one_that_is_named()
    {
        for (var i = 0; i < 6; i++)
            _tables[i % 2].Add(FakeConnections.Open($"{i:x2}", age: i));
        var byNode = new ClusterCount { GroupBy = ConnectionGrouping.Node };

        Assert.Equal(6, (await AskAsync<ClusterCounts>(2, new ClusterCount())).Total);
        var counts = await AskAsync<ClusterCounts>(2, byNode with { Filter = new ConnectionFilter { MinAge = TimeSpan.FromMinutes(2) } });
        Assert.Equal((4, 0), (counts.Total, counts.Missing.Length));
        Assert.Equal(new HashSet<CountGroup> { new(_cluster.NameOf(0), 2), new(_cluster.NameOf(1), 2) }, counts.Groups.ToHashSet());
        counts = await AskAsync<ClusterCounts>(2, byNode with { Filter = new ConnectionFilter { Node = _cluster.NameOf(1) } });
        Assert.Equal(new CountGroup(_cluster.NameOf(1), 3), Assert.Single(counts.Groups));
        counts = await AskAsync<ClusterCounts>(2, byNode with { Filter = new ConnectionFilter { Node = "nowhere:1" } });
        Assert.Equal(new MissingNode("nowhere:1", MissingReason.NotAMember), Assert.Single(counts.Missing));
    }

    [Fact]
    public async Task One_is_shown_and_closed_from_any_node()
    {
        var orders = new TaskCompletionSource<CloseConnection>(TaskCreationOptions.RunContinuationsAsynchronously);
        var connection = _cluster.Systems[2].ActorOf(Props.Create(() => new Orders(orders)));
        _tables[2].Add(FakeConnections.Open("1f-1", age: 1, bytes: 7, connection));
        _tables[2].Add(FakeConnections.Open("1f-2", age: 1));

        var shown = await AskAsync<ClusterShown>(0, new ClusterShow("1f-1"));
        var closed = await AskAsync<ClusterClosed>(0, new ClusterClose("1f-1") { Code = 4000, Reason = "bye" });

        Assert.Equal((_cluster.NameOf(2), 7), (shown.Row!.Node, shown.Row.BytesFromClient));
        Assert.Equal(_cluster.NameOf(2), closed.Node);
        Assert.Equal(new CloseConnection(new CloseCommand(TerminationReason.OperatorClose, 4000, "bye"), "1f-1"),
            await orders.Task.WaitAsync(Peer.Timeout));
        Assert.Null((await AskAsync<ClusterShown>(0, new ClusterShow("1f-3"))).Row);
        closed = await AskAsync<ClusterClosed>(1, new ClusterClose("1f-3"));
        Assert.Equal((null, 0), (closed.Node, closed.Missing.Length));
    }

    [Fact]
    public async Task A_node_that_has_crashed_is_named_until_the_cluster_has_removed_it()
    {
        for (var i = 0; i < 3; i++)
            _tables[i].Add(FakeConnections.Open($"{i:x2}", age: i));
        var (name, address) = (_cluster.NameOf(1), _cluster.AddressOf(1));
        await _cluster.CrashAsync(1);

        ClusterRows page = null!;
        // The time-out is real: on a busy machine, the node that lives may be late for it, too.
        await Wait.UntilAsync(async () =>
        {
            page = await AskAsync<ClusterRows>(0, new ClusterList { Timeout = TimeSpan.FromMilliseconds(500) });
            return page.Rows.Length == 2;
        }, "the answers of the nodes that live");
        Assert.Equal(["02", "00"], page.Rows.Select(row => row.Id));
        Assert.Equal(name, Assert.Single(page.Missing).Node);

        await _cluster.SeesAsync(0, up: 3, unreachable: 1);
        // It is not waited for: its time-out is longer than the test's.
        var closing = _directories[0].Ask<ClusterClosed>(new ClusterClose("01") { Timeout = QueryTimeout.Max }, QueryTimeout.Max / 2);
        Assert.Equal(new MissingNode(name, MissingReason.Unreachable), Assert.Single((await closing).Missing));

        Cluster.Get(_cluster.Systems[0]).Down(address);
        await _cluster.SeesAsync(0, up: 2);
        page = await AskAsync<ClusterRows>(0, new ClusterList());
        Assert.Equal((2, 0), (page.Rows.Length, page.Missing.Length));
    }

    [Fact]
    public async Task What_cannot_be_answered_is_refused_with_the_reason()
    {
        var refusal = await Assert.ThrowsAsync<ArgumentException>(
            () => AskAsync<ClusterClosed>(0, new ClusterClose("1f-1") { Code = 1005 }));
        Assert.Equal("The close code is 1005; an operator may send 1000, 1001, 1008, 1011 to 1014 and 3000 to 4999.", refusal.Message);
    }

    private Task<T> AskAsync<T>(int node, IClusterQuery query) => _directories[node].Ask<T>(query, Peer.Timeout);

    private sealed class Orders : ReceiveActor
    {
        public Orders(TaskCompletionSource<CloseConnection> orders) => Receive<CloseConnection>(orders.SetResult);
    }
}
