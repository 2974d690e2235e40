using ActorProxy.Shared.Cluster;

namespace ActorProxy.Shared.Tests.Cluster;

public sealed class BackoffTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 16)]
    [InlineData(6, 30)]
    [InlineData(int.MaxValue, 30)]
    public void Pauses_double_up_to_half_a_minute_and_are_spread_over_their_upper_half(int failures, double seconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), Backoff.After(failures, 1));
        Assert.Equal(TimeSpan.FromSeconds(seconds / 2), Backoff.After(failures, 0));
    }
}
