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
    public void Everything_that_is_missing_is_named_together()
    {
        var state = new HealthState { Draining = true };
        Assert.False(state.IsReady);
        Assert.Equal(4, state.WhyNotReady.Length);
    }
}
