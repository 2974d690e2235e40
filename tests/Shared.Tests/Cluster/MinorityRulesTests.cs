using ActorProxy.Shared.Cluster;

namespace ActorProxy.Shared.Tests.Cluster;

public class MinorityRulesTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(MinorityPolicy.Serve)]
    [InlineData(MinorityPolicy.Keep)]
    [InlineData(MinorityPolicy.Drain)]
    [InlineData(MinorityPolicy.Exit)]
    public void A_node_does_what_the_setting_says(MinorityPolicy policy)
    {
        Assert.Equal(policy, MinorityRules.Now(true, policy, TimeSpan.Zero, TimeSpan.Zero));
        Assert.Equal(policy, MinorityRules.Now(true, policy, TimeSpan.Zero, TimeSpan.MaxValue));
        Assert.Null(MinorityRules.ChangesAfter(true, policy, TimeSpan.Zero));
    }

    [Fact]
    public void One_that_serves_for_a_time_keeps_what_it_has_from_then_on()
    {
        Assert.Equal(MinorityPolicy.Serve, MinorityRules.Now(true, MinorityPolicy.Serve, Hour, Hour - TimeSpan.FromTicks(1)));
        Assert.Equal(MinorityPolicy.Keep, MinorityRules.Now(true, MinorityPolicy.Serve, Hour, Hour));
        Assert.Equal(Hour, MinorityRules.ChangesAfter(true, MinorityPolicy.Serve, Hour));
    }

    [Fact]
    public void The_time_is_of_those_that_serve() => Assert.Null(MinorityRules.ChangesAfter(true, MinorityPolicy.Drain, Hour));

    [Fact]
    public void A_node_without_others_serves() =>
        Assert.Equal(MinorityPolicy.Serve, MinorityRules.Now(false, MinorityPolicy.Exit, Hour, Hour));
}
