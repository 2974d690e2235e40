using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Backends.Reports;
using ActorProxy.Shared.Routing;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Reports;

/// <summary>What picks make of that which other nodes tell, and what is told to them.</summary>
public sealed class NodeReportsTests
{
    private const string One = "ws://127.0.0.1:1";
    private const string Two = "ws://127.0.0.1:2";

    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(PickerKind.LeastConnections)]
    [InlineData(PickerKind.PowerOfTwoChoices)]
    public void Picks_look_at_the_connections_of_all_nodes(PickerKind picker)
    {
        var node = Node("a:1", picker);
        node.Open(20);
        Take(node, "b:1", (One, 60), (Two, 40));

        // Of the 20 that one has less, the other node is taken to make up for half.
        Assert.All(Enumerable.Range(0, 9), _ => Assert.Equal(Two, node.Open()));
        node.Open(11);
        Assert.Equal((15, 25), (node.At(One), node.At(Two)));
    }

    [Fact]
    public void A_node_that_has_just_started_brings_to_even_what_is_not()
    {
        var node = Node("a:1");
        for (var second = 0; second < 5; second++)
        {
            Take(node, "b:1", (One, 40), (Two, 10)); // nobody comes there
            node.Open(10);
        }
        Assert.InRange(40 + node.At(One) - 10 - node.At(Two), -3, 3);
    }

    [Theory]
    [InlineData(PickerKind.RoundRobin)]
    [InlineData(PickerKind.Random)]
    [InlineData(PickerKind.PeakEwma)]
    [InlineData(PickerKind.ClientIpHash)]
    public void Where_no_pick_looks_at_it_nothing_is_told(PickerKind picker)
    {
        var node = Node("a:1", picker);
        node.Open(10);
        Assert.Empty(node.Reports.Next());
    }

    [Fact]
    public void Where_there_is_nothing_to_choose_nothing_is_told()
    {
        var node = new SimulatedNode("a:1", _time, TestRoutes.Route(TestRoutes.Pool(PickerKind.LeastConnections, One)));
        node.Open(10);
        Assert.Empty(node.Reports.Next());
    }

    [Fact]
    public void A_report_has_what_has_changed_and_is_sent_also_where_nothing_has()
    {
        var node = Node("a:1");
        Assert.Empty(node.Reports.Next());
        node.Open(3);
        Assert.Equal([new BackendCount("pool", One, 2), new BackendCount("pool", Two, 1)], NextCounts(node));
        Assert.Empty(NextCounts(node));
        node.EndOldest();
        Assert.Equal([new BackendCount("pool", One, 1)], NextCounts(node));
        node.EndOldest();
        node.EndOldest();
        Assert.Equal([new BackendCount("pool", One, 0), new BackendCount("pool", Two, 0)], NextCounts(node));
        Assert.Empty(node.Reports.Next());
    }

    [Fact]
    public void A_limit_of_a_backend_is_that_of_the_node()
    {
        var node = Node("a:1", PickerKind.LeastConnections, pool => pool with { MaxConnectionsPerBackend = 10 });
        node.Open(2);
        Take(node, "b:1", (One, 1000), (Two, 5));

        node.Open(18);

        Assert.Equal((10, 10, (string?)null), (node.At(One), node.At(Two), node.Open()));
    }

    [Fact]
    public void A_pool_that_the_node_has_not_is_ignored()
    {
        var node = Node("a:1");
        node.Reports.Take(new BackendReport(
            "b:1", 1, [new BackendCount("other", One, 50), new BackendCount("pool", "ws://127.0.0.1:9", 50)], []));
        AssertEven(node);
    }

    [Fact]
    public void A_node_that_is_gone_or_silent_counts_no_more()
    {
        var node = Node("a:1");
        Take(node, "b:1", (One, 50));
        Take(node, "c:1", (One, 50));
        node.Reports.Expire(other => other == "b:1");
        Assert.Equal(1, OthersOf(node));
        _time.Advance(HeardCounts.SilentAfter);
        node.Reports.Expire(_ => true);
        AssertEven(node);
    }

    [Fact]
    public void What_was_heard_outlasts_a_change_of_the_routes()
    {
        var node = Node("a:1");
        Take(node, "b:1", (One, 50));
        node.Serve(Route(PickerKind.LeastConnections, pool => pool with { PanicBelow = 0.1 }));
        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal(Two, node.Open()));
    }

    [Fact]
    public void Without_others_and_under_another_picker_it_is_as_if_nothing_had_been_heard()
    {
        var node = Node("a:1");
        Take(node, "b:1", (One, 50));
        node.Serve(Route(PickerKind.RoundRobin));
        Assert.Equal(0, OthersOf(node));
        node.Serve(Route(PickerKind.LeastConnections));
        Assert.Equal(1, OthersOf(node));
        node.Reports.Reset(); // the control plane has ended
        AssertEven(node);
    }

    [Fact]
    public void News_are_told_once_the_last_of_each_backend_and_not_all_at_a_time()
    {
        var node = Node("a:1");
        for (var i = 0; i < 250; i++)
            node.Reports.Learn(new BackendNews($"ws://127.0.0.1:{i + 1}", IsDown: true));
        node.Reports.Learn(new BackendNews(One, IsDown: false));

        var told = Enumerable.Range(0, 2).Select(_ => Assert.Single(node.Reports.Next()).News).ToList();

        Assert.Equal([200, 50], told.Select(news => news.Length));
        Assert.Equal(new BackendNews(One, IsDown: false), told[0].Single(news => news.Backend == One));
        Assert.Equal(250, told.SelectMany(news => news).Select(news => news.Backend).Distinct().Count());
        Assert.Empty(node.Reports.Next());
    }

    [Fact]
    public void News_of_another_node_are_passed_on_here()
    {
        var node = Node("a:1");
        var heard = new List<BackendNews>();
        node.States.Hints.Heard += heard.AddRange;
        node.Reports.Take(new BackendReport("b:1", 1, [], [new BackendNews(One, IsDown: true)]));
        Assert.Equal([new BackendNews(One, IsDown: true)], heard);
    }

    private static List<BackendCount> NextCounts(SimulatedNode node) => [.. Assert.Single(node.Reports.Next()).Counts];

    private static void AssertEven(SimulatedNode node)
    {
        Assert.Equal(0, OthersOf(node));
        node.Open(20);
        Assert.Equal((10, 10), (node.At(One), node.At(Two)));
    }

    private static int OthersOf(SimulatedNode node) => node.States.Of(Route(PickerKind.LeastConnections).Pool).Name.Others;

    private static void Take(SimulatedNode node, string from, params (string Backend, int Connections)[] counts) =>
        node.Reports.Take(new BackendReport(
            from, 1, [.. counts.Select(count => new BackendCount("pool", count.Backend, count.Connections))], []));

    private SimulatedNode Node(
        string name, PickerKind picker = PickerKind.LeastConnections, Func<BackendPool, BackendPool>? change = null) =>
        new(name, _time, Route(picker, change));

    private static Route Route(PickerKind picker, Func<BackendPool, BackendPool>? change = null) =>
        TestRoutes.Route((change ?? (pool => pool))(TestRoutes.Pool(picker, One, Two)));
}
