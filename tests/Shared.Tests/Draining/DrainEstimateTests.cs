using ActorProxy.Shared.Draining;

namespace ActorProxy.Shared.Tests.Draining;

public class DrainEstimateTests
{
    [Theory]
    [InlineData(30.0, 0, 10.0, 0.0)]
    [InlineData(30.0, 100, 10.0, 30.0)] // the spread is longer
    [InlineData(30.0, 900, 10.0, 90.0)] // the budget takes longer
    [InlineData(null, 900, 10.0, 90.0)]
    [InlineData(-5.0, 5, null, 0.0)]
    [InlineData(30.0, 5, null, 30.0)]
    [InlineData(30.0, 5, 0.0, null)] // it waits
    public void It_takes_as_long_as_the_slower_of_both(double? spread, int pending, double? rate, double? left) => Assert.Equal(
        Time(left), DrainEstimate.Left(Time(spread), pending, rate));

    private static TimeSpan? Time(double? seconds) => seconds is { } some ? TimeSpan.FromSeconds(some) : null;
}
