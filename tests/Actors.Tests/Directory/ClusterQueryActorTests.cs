using System.Collections.Immutable;
using ActorProxy.Actors.Directory;
using ActorProxy.Shared.Directory;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace ActorProxy.Actors.Tests.Directory;

/// <summary>Whom a query waits for, and how long.</summary>
public sealed class ClusterQueryActorTests : TestKit
{
    private readonly TestProbe _a;
    private readonly TestProbe _b;

    public ClusterQueryActorTests()
        : base("akka { loglevel = OFF, stdout-loglevel = OFF, scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\" }")
    {
        _a = CreateTestProbe();
        _b = CreateTestProbe();
    }

    private TestScheduler Scheduler => (TestScheduler)Sys.Scheduler;

    [Fact]
    public void A_node_that_does_not_reply_is_named_when_the_time_is_over()
    {
        var query = Start(new ClusterCount { Timeout = TimeSpan.FromSeconds(5) });
        Reply(_a, new NodeCounts("a", 0, 1, [new CountGroup("", 3)]));

        Scheduler.Advance(TimeSpan.FromSeconds(4.9));
        StillRuns(query);
        Scheduler.Advance(TimeSpan.FromSeconds(0.1));

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
        StillRuns(query);
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
        StillRuns(query);
        Scheduler.Advance(QueryTimeout.Default);

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
        StillRuns(query);
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
        StillRuns(query);
        Scheduler.Advance(QueryTimeout.Default);

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

    /// <summary>It has dealt with all that was sent to it, and has not answered.</summary>
    private void StillRuns(IActorRef query)
    {
        query.Tell(new Identify(query), TestActor);
        Assert.Equal(query, ExpectMsg<ActorIdentity>().Subject);
    }

    private static void Reply(TestProbe node, INodeAnswer answer)
    {
        node.FishForMessage(message => message is INodeQuery);
        node.Reply(answer);
    }
}
