using System.Net;
using ActorProxy.Shared.Cluster;
using CsCheck;

namespace ActorProxy.Shared.Tests.Cluster;

public sealed class JoinRulesTests
{
    private static readonly JoinView Calm = new(At(2), SelfFound: true, [Node(3), Node(4)], Required: 2, Unchanged: JoinRules.StableMargin,
        Age: TimeSpan.Zero);

    [Fact]
    public void The_lowest_node_founds_where_all_others_say_that_they_have_no_cluster() =>
        Assert.IsType<JoinDecision.Found>(JoinRules.Decide(Calm));

    [Fact]
    public void Another_node_waits_for_the_lowest()
    {
        var wait = Waits(Calm with { Others = [Node(4), Node(1)] });

        Assert.Equal("no node has a cluster yet; pod-1 (10.0.0.1:4053) is the one to found it", wait.Reason);
        Assert.False(wait.Warn);
    }

    [Fact]
    public void A_member_is_joined_by_everybody_at_once()
    {
        var decision = JoinRules.Decide(Calm with
        {
            SelfFound = false,
            Unchanged = TimeSpan.Zero,
            Age = TimeSpan.FromHours(1),
            Others = [Node(9, Membership.Member), Node(3, Membership.Member, terminating: true), Node(5, Membership.Unknown),
                Node(4, Membership.Member)],
        });

        Assert.Equal("10.0.0.4:4053 10.0.0.9:4053 10.0.0.3:4053", string.Join(' ', Assert.IsType<JoinDecision.Join>(decision).Members));
    }

    [Fact]
    public void A_node_that_does_not_answer_may_have_a_cluster()
    {
        var wait = Waits(Calm with { Others = [Node(3), Node(4, Membership.Unknown)] });

        Assert.StartsWith("no answer from pod-4 (10.0.0.4:4053)", wait.Reason);
        Assert.True(wait.Warn);
    }

    [Fact]
    public void A_silent_node_that_was_told_to_stop_has_ended() =>
        Assert.IsType<JoinDecision.Found>(JoinRules.Decide(
            Calm with { Others = [Node(3), Node(1, Membership.Unknown, terminating: true)] }));

    [Fact]
    public void Nodes_that_stop_are_not_counted() =>
        Assert.Equal("1 of the 2 nodes that a new cluster needs are found",
            Waits(Calm with { Others = [Node(3, terminating: true)] }).Reason);

    [Fact]
    public void One_node_is_enough_where_one_is_required() =>
        Assert.IsType<JoinDecision.Found>(JoinRules.Decide(Calm with { Required = 1, Others = [] }));

    [Fact]
    public void A_node_that_discovery_does_not_see_founds_nothing()
    {
        var wait = Waits(Calm with { SelfFound = false });

        Assert.Contains("10.0.0.2:4053", wait.Reason);
        Assert.Contains("cluster.hostname", wait.Reason);
        Assert.True(wait.Warn);
    }

    [Fact]
    public void What_has_just_changed_may_change_again() =>
        Assert.False(Waits(Calm with { Unchanged = JoinRules.StableMargin - TimeSpan.FromTicks(1) }).Warn);

    [Fact]
    public void An_old_look_founds_nothing() =>
        Assert.Equal("the answers took too long", Waits(Calm with { Age = JoinRules.MaxAge + TimeSpan.FromTicks(1) }).Reason);

    [Fact]
    public void Addresses_have_one_order_on_all_nodes()
    {
        IPEndPoint[] ordered =
        [
            new(IPAddress.Parse("9.255.0.1"), 4053), new(IPAddress.Parse("10.0.0.2"), 4053), new(IPAddress.Parse("10.0.0.10"), 1),
            new(IPAddress.Parse("10.0.0.10"), 2), new(IPAddress.Parse("200.0.0.1"), 1), new(IPAddress.Parse("::1"), 1),
        ];

        Assert.Equal(ordered, ordered.Reverse().Order(JoinRules.ByAddress));
    }

    [Fact] // whatever the nodes see of each other, as long as each is found by all
    public void Of_nodes_that_are_all_found_at_most_one_founds() =>
        Gen.Select(Gen.Int[1, 200].HashSet[1, 6], Gen.Enum<Membership>().Where(m => m != Membership.Member).Array[36], Gen.Int[1, 4])
            .Sample((hosts, answers, required) =>
        {
            var nodes = hosts.ToArray();
            var founders = nodes.Where((self, i) => JoinRules.Decide(Calm with
            {
                Self = At(self),
                Required = required,
                Others = [.. nodes.Where(n => n != self).Select((n, j) => Node(n, answers[i * 6 + j]))],
            }) is JoinDecision.Found);

            Assert.True(founders.Count() <= 1);
        });

    private static IPEndPoint At(int host) => new(IPAddress.Parse($"10.0.0.{host}"), 4053);

    private static FoundNode Node(int host, Membership membership = Membership.None, bool terminating = false) =>
        new(At(host), $"pod-{host}", terminating, membership);

    private static JoinDecision.Wait Waits(JoinView view) => Assert.IsType<JoinDecision.Wait>(JoinRules.Decide(view));
}
