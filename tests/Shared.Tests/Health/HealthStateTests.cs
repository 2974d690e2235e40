using ActorProxy.Shared.Health;

namespace ActorProxy.Shared.Tests.Health;

public class HealthStateTests
{
    private static readonly HealthState Ready = new() { Listening = true, Member = true, RoutesSynced = true };

    [Fact]
    public void A_node_that_has_all_it_needs_is_ready()
    {
        Assert.Empty(Ready.WhyNotReady);
        Assert.True(Ready.IsReady);
    }

    [Fact]
    public void Each_thing_that_is_missing_is_named()
    {
        Assert.Equal(["the listeners are not bound yet"], (Ready with { Listening = false }).WhyNotReady.AsEnumerable());
        Assert.Equal(["the node is no member of its cluster"], (Ready with { Member = false }).WhyNotReady.AsEnumerable());
        Assert.Equal(["the node is no member of its cluster: no answer from a"],
            (Ready with { Member = false, Entry = "no answer from a" }).WhyNotReady.AsEnumerable());
        Assert.Equal(["the routes of the registry have not all arrived"], (Ready with { RoutesSynced = false }).WhyNotReady.AsEnumerable());
        Assert.Equal(["the node is draining"], (Ready with { Draining = true }).WhyNotReady.AsEnumerable());
    }

    [Fact]
    public void A_start_that_goes_on_says_what_it_does_without_until_it_has_that()
    {
        var alone = new HealthState { Listening = true, StartsAlone = true, Entry = "no answer from a" };
        Assert.True(alone.IsReady);
        Assert.Equal(
            [
                "the node has no cluster yet, and serves by the routes that it has: no answer from a",
                "the registry's routes are not known since the start: those of the configuration serve",
            ],
            alone.Without.AsEnumerable());
        var saved = (alone with { SavedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) }).Joined();
        Assert.Equal(["the registry's routes are not confirmed since the start: those serve that were saved at 2026-01-02T03:04:05Z"],
            saved.Without.AsEnumerable());
        Assert.Empty((saved with { RoutesSynced = true }).Without);
    }

    [Fact]
    public void Who_loses_its_cluster_later_is_as_any_other_whatever_its_start_was()
    {
        var lost = (Ready with { Member = false, StartsAlone = true }).Joined().Lost();

        Assert.Equal(["the node is no member of its cluster"], lost.WhyNotReady.AsEnumerable());
        Assert.Empty(lost.Without);
        Assert.Equal(["the node is out of its cluster, and serves by the routes that it has"],
            (lost with { ServesAlone = true }).Without.AsEnumerable());
        // Also where it was turned out before it was in.
        Assert.False((Ready with { Member = false, StartsAlone = true }).Lost().IsReady);
    }

    [Fact]
    public void Everything_that_is_missing_is_named_together()
    {
        var state = new HealthState { Draining = true };
        Assert.False(state.IsReady);
        Assert.Equal(4, state.WhyNotReady.Length);
    }
}
