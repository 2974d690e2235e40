using ActorProxy.Shared.Options;

namespace ActorProxy.Shared.Tests.Options;

public class ShutdownOptionsTests
{
    [Theory]
    [InlineData(5000, null, 1000)]
    [InlineData(1000, null, 500)]
    [InlineData(400, null, 0)]
    [InlineData(5000, 0, 0)]
    [InlineData(5000, 3000, 3000)]
    [InlineData(5000, 4500, 4500)]
    [InlineData(5000, 5000, 4500)]
    [InlineData(400, 400, 0)]
    [InlineData(0, 0, 0)]
    public void The_spread_ends_early_enough_for_the_last_one_to_answer(int grace, int? spread, int expected) =>
        Assert.Equal(TimeSpan.FromMilliseconds(expected), new ShutdownOptions
        {
            DrainGrace = TimeSpan.FromMilliseconds(grace),
            DrainSpread = spread is { } time ? TimeSpan.FromMilliseconds(time) : null,
        }.SpreadOf(tunnels: 100));
}
