using System.Collections.Immutable;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Directory;
using Akka.Actor;
using Akka.TestKit;

namespace ActorProxy.Actors.Tests.Directory;

/// <summary>Whom a query waits for, and how long.</summary>
public sealed class ClusterQueryActorTests : SteppedTestKit
{
    private readonly TestProbe _a;
    private readonly TestProbe _b;

    public ClusterQueryActorTests()
    {
        _a = CreateTestProbe();
        _b = CreateTestProbe();
    }

    [Fact]
    public void A_node_that_does_not_reply_is_named_when_the_time_is_over()
    {
        var query = Start(new ClusterCount { Timeout = TimeSpan.FromSeconds(5) });
        Reply(_a, new NodeCounts("a", 0, 1, [new CountGroup("", 3)]));

        Pass(TimeSpan.FromSeconds(4.9));
        Settle(query);
        Pass(TimeSpan.FromSeconds(0.1));

        var counts = ExpectMsg<ClusterCounts>();
        Assert.Equal((3, new MissingNode("b", MissingReason.NoAnswer)), (counts.Total, Assert.Single(counts.Missing)));
        ExpectTerminated(query);
    }

    [Fact]
    public void Nobody_is_waited_for_when_all_have_replied()
    {
        var query = Start(new ClusterCount());
        Reply(_a, new NodeCounts("a", 0, 1, []));
        Reply(_b, new NodeCounts("b", 0, 2, [new CountGroup("", 1)]));
        Settle(query);
        _b.Reply(new NodeCounts("b", 1, 2, [new CountGroup("", 2)]));

        var counts = ExpectMsg<ClusterCounts>();
        Assert.Equal((3, 0), (counts.Total, counts.Missing.Length));
        ExpectTerminated(query);
    }

    [Fact]
    public void An_answer_of_which_a_part_is_lost_is_none()
    {
        var query = Start(new ClusterCount());
        Reply(_a, new NodeCounts("a", 0, 1, [new CountGroup("", 1)]));
        Reply(_b, new NodeCounts("b", 1, 2, [new CountGroup("", 2)]));
        Settle(query);
        Pass(QueryTimeout.Default);

        var counts = ExpectMsg<ClusterCounts>();
        Assert.Equal((1, new MissingNode("b", MissingReason.NoAnswer)), (counts.Total, Assert.Single(counts.Missing)));
    }

    [Fact]
    public void An_unreachable_node_is_asked_and_not_waited_for()
    {
        Start(new ClusterCount(), reachable: false);
        _b.ExpectMsg<NodeCount>();
        Reply(_a, new NodeCounts("a", 0, 1, []));

        Assert.Equal(new MissingNode("b", MissingReason.Unreachable), Assert.Single(ExpectMsg<ClusterCounts>().Missing));
    }

    [Fact]
    public void An_unreachable_nodes_answer_counts_when_it_comes_in_time()
    {
        var query = Start(new ClusterCount(), reachable: false);
        Reply(_b, new NodeCounts("b", 0, 1, [new CountGroup("", 2)]));
        Settle(query);
        Reply(_a, new NodeCounts("a", 0, 1, []));

        var counts = ExpectMsg<ClusterCounts>();
        Assert.Equal((2, 0), (counts.Total, counts.Missing.Length));
    }

    [Fact]
    public void The_node_that_has_the_connection_settles_the_query()
    {
        var query = Start(new ClusterClose("1f-1"));
        Reply(_b, new NodeClosed("b", Found: true));

        var closed = ExpectMsg<ClusterClosed>();
        Assert.Equal(("b", 0), (closed.Node, closed.Missing.Length));
        ExpectTerminated(query);
    }

    [Fact]
    public void Nodes_that_may_have_the_connection_are_named()
    {
        var query = Start(new ClusterClose("1f-1"));
        Reply(_b, new NodeClosed("b", Found: false));
        Settle(query);
        Pass(QueryTimeout.Default);

        var closed = ExpectMsg<ClusterClosed>();
        Assert.Equal((null, new MissingNode("a", MissingReason.NoAnswer)), (closed.Node, Assert.Single(closed.Missing)));
    }

    /// <summary>The query of nodes a and b.</summary>
    /// <param name="reachable">Whether b is.</param>
    private IActorRef Start(IClusterQuery query, bool reachable = true)
    {
        ImmutableArray<NodeTarget> targets = [new("a", _a.Ref), new("b", _b.Ref, reachable)];
        return Watch(Sys.ActorOf(Props.Create(() => new ClusterQueryActor(query, targets, TestActor))));
    }

    private static void Reply(TestProbe node, INodeAnswer answer)
    {
        node.FishForMessage(message => message is INodeQuery);
        node.Reply(answer);
    }
}
