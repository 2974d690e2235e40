using ActorProxy.Shared.Draining;
using CsCheck;

namespace ActorProxy.Shared.Tests.Draining;

public class CloseAllotmentTests
{
    private const double Budget = 100;

    private static readonly long Holds = (long)CloseAllotment.Holds.TotalMilliseconds;

    [Fact]
    public void It_grants_nothing_while_what_another_one_has_granted_may_hold()
    {
        var allotment = new CloseAllotment(start: 1000);

        Assert.Equal(new CloseGrant(0, 0), allotment.Ask(Wants("a"), Budget, 0, 1000));
        Assert.Equal(new CloseGrant(0, 0), allotment.Ask(Wants("a"), Budget, 0, 999 + Holds));
        Assert.Equal(new CloseGrant(Budget, 0), allotment.Ask(Wants("a"), Budget, 0, 1000 + Holds));
    }

    [Fact]
    public void Those_that_come_get_their_share_as_soon_as_it_is_free()
    {
        var allotment = Started();
        Assert.Equal(100, allotment.Ask(Wants("a"), Budget, 0, 0).Rate);

        Assert.Equal(0, allotment.Ask(Wants("b"), Budget, 0, 100).Rate);
        Assert.Equal(50, allotment.Ask(Wants("a"), Budget, 0, 1000).Rate);
        Assert.Equal(50, allotment.Ask(Wants("b"), Budget, 0, 1100).Rate);
        Assert.Equal(0, allotment.Ask(Wants("a", pending: 0), Budget, 0, 2000).Rate);
        Assert.Equal(100, allotment.Ask(Wants("b"), Budget, 0, 2100).Rate);
    }

    [Fact]
    public void Who_asks_no_more_leaves_its_share_and_its_place()
    {
        var allotment = Started();
        allotment.Ask(Wants("a", drains: true), Budget, 1, 0);
        Assert.Equal(new CloseGrant(0, 1), allotment.Ask(Wants("b", drains: true), Budget, 1, 100));

        Assert.Equal(new CloseGrant(Budget, 0), allotment.Ask(Wants("b", drains: true), Budget, 1, Holds));
    }

    [Fact]
    public void Nodes_that_drain_wait_in_the_order_in_which_they_came_and_others_do_not()
    {
        var allotment = Started();
        allotment.Ask(Wants("a", drains: true), Budget, 2, 0);
        allotment.Ask(Wants("b", drains: true), Budget, 2, 0);

        Assert.Equal(new CloseGrant(0, 1), allotment.Ask(Wants("c", drains: true), Budget, 2, 0));
        Assert.Equal(new CloseGrant(0, 2), allotment.Ask(Wants("d", drains: true), Budget, 2, 0));
        Assert.Equal(0, allotment.Ask(Wants("route"), Budget, 2, 0).Ahead);
        allotment.Ask(Wants("a", pending: 0), Budget, 2, 100);
        Assert.Equal(0, allotment.Ask(Wants("c", drains: true), Budget, 2, 100).Ahead);
    }

    [Fact]
    public void One_that_wants_to_be_alone_makes_all_wait_for_each_other()
    {
        var allotment = Started();
        Assert.Equal(new CloseGrant(null, 0), allotment.Ask(Wants("a", drains: true), 0, 0, 0));

        Assert.Equal(new CloseGrant(0, 1), allotment.Ask(Wants("b", drains: true) with { Alone = true }, 0, 0, 0));
        Assert.Equal(new CloseGrant(0, 2), allotment.Ask(Wants("c", drains: true), 0, 0, 0));
    }

    [Fact]
    public void No_grants_that_hold_are_ever_more_than_the_whole()
    {
        var asks = Gen.Select(Gen.Int[0, 4], Gen.Int[0, 3], Gen.Bool, Gen.Int[0, 2000]).Array[1, 80];
        Gen.Select(asks, Gen.Int[0, 3]).Sample((all, atATime) =>
        {
            var (allotment, now) = (new CloseAllotment(0), Holds);
            var held = new Dictionary<string, (double Rate, long Until)>();
            foreach (var (node, pending, drains, passed) in all)
            {
                now += passed;
                var name = $"n{node}";
                var grant = allotment.Ask(new CloseRequest(name, pending, drains, false), Budget, atATime, now);
                held[name] = (pending == 0 ? 0 : grant.Rate!.Value, now + (long)CloseAllotment.Used.TotalMilliseconds);
                Assert.True(held.Values.Where(one => one.Until > now).Sum(one => one.Rate) <= Budget + 1e-9);
            }
        });
    }

    private static CloseAllotment Started() => new(-Holds);

    private static CloseRequest Wants(string node, int pending = 10, bool drains = false) => new(node, pending, drains, false);
}
