using ActorProxy.Shared.Backends;

namespace ActorProxy.Shared.Tests.Backends;

public class TiersTests
{
    private static readonly BackendPool Near = new() { PreferZone = true };
    private static readonly BackendPool Any = new();

    [Fact]
    public void Without_a_wish_only_priorities_count()
    {
        Assert.Equal(Tiers.Of(Backend("a"), Any, "a"), Tiers.Of(Backend("b"), Any, "a"));
        Assert.True(Tiers.Of(Backend("a", 1), Any, "a") > Tiers.Of(Backend("b"), Any, "a"));
    }

    [Fact]
    public void The_nodes_zone_goes_first_within_a_priority()
    {
        Assert.True(Tiers.Of(Backend("b"), Near, "a") > Tiers.Of(Backend("a"), Near, "a"));
        Assert.True(Tiers.Of(Backend("a", 1), Near, "a") > Tiers.Of(Backend("b"), Near, "a"));
    }

    [Theory]
    [InlineData(null, "a")]
    [InlineData("a", null)]
    public void Who_has_no_zone_is_near(string? backend, string? node) =>
        Assert.Equal(Tiers.Of(Backend("a"), Near, "a"), Tiers.Of(Backend(backend), Near, node));

    private static Backend Backend(string? zone, int priority = 0) =>
        ActorProxy.Shared.Backends.Backend.At(new BackendAddress("10.0.0.1", 80)) with { Zone = zone, Priority = priority };
}
