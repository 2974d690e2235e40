using System.Globalization;
using ActorProxy.Shared.Cluster;
using CsCheck;

namespace ActorProxy.Shared.Tests.Cluster;

public sealed class JoinRulesTests
{
    /// <summary>What node 2 sees of the pods 2, 3 and 4.</summary>
    private static readonly JoinView Calm = View(2, required: 2, Node(3), Node(4));

    /// <summary>What node 2 sees where it is the first of the seed nodes 2, 3 and 4.</summary>
    private static readonly JoinView Seeds = Calm with
    {
        Contacts = Calm.Contacts with { Listed = true, Required = 1 }, Unchanged = TimeSpan.Zero,
    };

    [Fact]
    public void The_first_node_founds_where_all_others_say_that_they_have_no_cluster()
    {
        Assert.IsType<JoinDecision.Found>(JoinRules.Decide(Calm));
        Assert.IsType<JoinDecision.Found>(JoinRules.Decide(Seeds));
    }

    [Fact]
    public void Another_node_waits_for_the_first()
    {
        var wait = Waits(View(2, required: 2, Node(1), Node(4)));

        Assert.Equal("no node has a cluster yet; pod-1 (10.0.0.1:4053) is the one to found it", wait.Reason);
        Assert.False(wait.Warn);
    }

    [Fact]
    public void It_says_where_the_first_does_not_answer()
    {
        var wait = Waits(View(2, required: 2, Node(1, Membership.Unknown), Node(4)));

        Assert.EndsWith("is the one to found it; no answer from pod-1 (10.0.0.1:4053)", wait.Reason);
        Assert.True(wait.Warn);
    }

    [Fact]
    public void The_order_of_seed_nodes_is_that_of_their_list()
    {
        var points = Seeds.Contacts with { Points = [.. Seeds.Contacts.Points.Reverse()] };

        Assert.EndsWith("pod-4 (10.0.0.4:4053) is the one to found it", Waits(Seeds with { Contacts = points }).Reason);
    }

    [Fact]
    public void A_member_is_joined_by_everybody_at_once()
    {
        var view = View(2, required: 1, Node(3, Membership.Member, stopping: true), Node(4, Membership.Member),
            Node(5, Membership.Unknown), Node(6, Membership.Entering), Node(9, Membership.Member));
        var decision = JoinRules.Decide(view with
        {
            Contacts = view.Contacts with { Points = view.Contacts.Points.RemoveAt(0) },
            Unchanged = TimeSpan.Zero,
            Age = TimeSpan.FromHours(1),
        });

        Assert.Equal("pod-4 (10.0.0.4:4053), pod-9 (10.0.0.9:4053), pod-3 (10.0.0.3:4053)",
            string.Join(", ", Assert.IsType<JoinDecision.Join>(decision).Members));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_node_that_does_not_answer_may_have_a_cluster(bool listed)
    {
        var wait = Waits((listed ? Seeds : Calm) with { Others = [Node(3), Node(4, Membership.Unknown)] });

        Assert.StartsWith("no answer from pod-4 (10.0.0.4:4053)", wait.Reason);
        Assert.True(wait.Warn);
    }

    [Fact]
    public void Nobody_founds_beside_a_node_that_is_about_to() =>
        Assert.Equal("pod-4 (10.0.0.4:4053) founds a cluster or joins one",
            Waits(Calm with { Others = [Node(3), Node(4, Membership.Entering)] }).Reason);

    [Fact]
    public void A_silent_node_that_was_told_to_stop_has_ended() =>
        Assert.IsType<JoinDecision.Found>(JoinRules.Decide(
            View(2, required: 2, Node(1, Membership.Unknown, stopping: true), Node(3))));

    [Fact]
    public void It_may_be_cut_off_where_this_node_was_cut_off_itself() =>
        Assert.StartsWith("no answer from pod-1", Waits(
            View(2, required: 2, Node(1, Membership.Unknown, stopping: true), Node(3)) with { WasMember = true }).Reason);

    [Fact] // a machine of many pods that the API does not reach any more
    public void As_many_as_those_that_stay_are_cut_off_rather_than_ended() =>
        Assert.StartsWith("no answer from pod-5 (10.0.0.5:4053), pod-6", Waits(View(2, required: 2, Node(3),
            Node(5, Membership.Unknown, stopping: true), Node(6, Membership.Unknown, stopping: true))).Reason);

    [Fact]
    public void Nodes_that_stop_are_not_counted() =>
        Assert.Equal("1 of the 2 nodes that a new cluster needs are found", Waits(View(2, required: 2, Node(3, stopping: true))).Reason);

    [Fact]
    public void A_node_that_stops_itself_founds_nothing()
    {
        var points = Calm.Contacts.Points.SetItem(0, Calm.Self with { Stopping = true });

        Assert.EndsWith("pod-3 (10.0.0.3:4053) is the one to found it",
            Waits(Calm with { Contacts = Calm.Contacts with { Points = points } }).Reason);
    }

    [Fact]
    public void One_node_is_enough_where_one_is_required() =>
        Assert.IsType<JoinDecision.Found>(JoinRules.Decide(View(2, required: 1)));

    [Fact]
    public void Former_members_are_joined_where_they_have_a_cluster() =>
        Assert.IsType<JoinDecision.Join>(JoinRules.Decide(Alone with { Others = [Node(3, Membership.Member) with { Former = true }] }));

    [Fact]
    public void A_silent_former_member_goes_on_without_this_node_where_nodes_are_listed()
    {
        var silent = Alone with { Others = [Node(3, Membership.Unknown) with { Former = true }] };

        Assert.StartsWith("no answer from pod-3", Waits(silent).Reason);
        Assert.IsType<JoinDecision.Found>(JoinRules.Decide(Alone with { Others = [Node(3) with { Former = true }] }));
    }

    [Fact] // pods get new addresses
    public void It_is_gone_where_it_is_not_found_any_more() =>
        Assert.IsType<JoinDecision.Found>(JoinRules.Decide(
            Calm with { WasMember = true, Others = [Node(3), Node(4), Node(5, Membership.Unknown) with { Former = true }] }));

    [Fact]
    public void A_node_that_discovery_does_not_see_founds_nothing()
    {
        var wait = Waits(Calm with { Contacts = Calm.Contacts with { Points = Calm.Contacts.Points.RemoveAt(0) } });

        Assert.Contains("10.0.0.2:4053", wait.Reason);
        Assert.Contains("cluster.hostname", wait.Reason);
        Assert.True(wait.Warn);
    }

    [Fact]
    public void A_node_that_is_no_seed_node_founds_nothing()
    {
        var stranger = Seeds with { Contacts = Seeds.Contacts with { Points = Seeds.Contacts.Points.RemoveAt(0) } };

        Assert.StartsWith("this node (pod-2 (10.0.0.2:4053)) is not among the seed nodes, so it founds no cluster", Waits(stranger).Reason);
        Assert.False(Waits(stranger).Warn);
        Assert.True(Waits(stranger with { Others = [Node(3, Membership.Unknown)] }).Warn);
    }

    [Fact]
    public void What_has_just_changed_may_change_again() =>
        Assert.False(Waits(Calm with { Unchanged = JoinRules.StableMargin - TimeSpan.FromTicks(1) }).Warn);

    [Fact]
    public void An_old_look_founds_nothing() =>
        Assert.Equal("the answers took too long", Waits(Calm with { Age = JoinRules.MaxAge + TimeSpan.FromTicks(1) }).Reason);

    [Fact]
    public void A_host_is_the_same_in_capitals() =>
        Assert.True(new ContactPoint("Node-1", 1, "a").IsAt(new ContactPoint("node-1", 1, "b", Stopping: true)));

    [Fact] // whatever the nodes see of each other, as long as each is found by all
    public void Of_nodes_that_are_all_found_at_most_one_founds() =>
        Gen.Select(Gen.Int[1, 200].HashSet[1, 6], Gen.Enum<Membership>().Where(m => m != Membership.Member).Array[36], Gen.Int[1, 4],
            Gen.Bool).Sample((hosts, answers, required, listed) =>
        {
            var nodes = hosts.Order().ToArray();
            var founders = nodes.Where(self =>
            {
                var view = View(self, required, [.. nodes.Where(n => n != self).Select((n, j) => Node(n, answers[j]))]);
                return JoinRules.Decide(view with { Contacts = view.Contacts with { Listed = listed } }) is JoinDecision.Found;
            });

            Assert.True(founders.Count() <= 1);
        });

    /// <summary>A node whose only seed node is itself, and which was a member.</summary>
    private static JoinView Alone
    {
        get
        {
            var view = View(2, required: 1);
            return view with { WasMember = true, Contacts = view.Contacts with { Listed = true } };
        }
    }

    /// <summary>All are found, in the order of their addresses.</summary>
    private static JoinView View(int self, int required, params FoundNode[] others)
    {
        var points = others.Select(n => n.Node).Append(Node(self).Node)
            .OrderBy(n => int.Parse(n.Host.Split('.')[3], CultureInfo.InvariantCulture)).ToArray();
        return new JoinView(Node(self).Node, new ContactPoints([.. points], Listed: false, required), [.. others], WasMember: false,
            JoinRules.StableMargin, TimeSpan.Zero);
    }

    private static FoundNode Node(int host, Membership membership = Membership.None, bool stopping = false) =>
        new(new ContactPoint($"10.0.0.{host}", 4053, $"pod-{host}", stopping), membership);

    private static JoinDecision.Wait Waits(JoinView view) => Assert.IsType<JoinDecision.Wait>(JoinRules.Decide(view));
}
