using ActorProxy.Shared.Admission;
using CsCheck;

namespace ActorProxy.Shared.Tests.Admission;

public class RateLimitTests
{
    private const long Second = TimeSpan.TicksPerSecond;

    [Fact]
    public void A_burst_passes_at_once_and_then_one_per_interval()
    {
        var limit = new RateLimit(perSecond: 10, burst: 3);
        long due = 0;
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => limit.Admits(due, Second, out due)));
        Assert.False(limit.Admits(due, Second + Second / 10 - 1, out due));
        Assert.True(limit.Admits(due, Second + Second / 10, out due));
        Assert.False(limit.Admits(due, Second + Second / 10, out due));
    }

    [Fact]
    public void A_refusal_costs_nothing()
    {
        var limit = new RateLimit(1, 1);
        Assert.True(limit.Admits(0, 5, out var due));
        Assert.False(limit.Admits(due, 6, out var after));
        Assert.Equal(due, after);
    }

    [Fact]
    public void No_more_than_rate_and_burst_pass_in_any_time_and_no_less_when_they_queue()
    {
        Gen.Select(Gen.Int[1, 1000], Gen.Int[1, 50], Gen.Int[1, 30]).Sample((rate, burst, seconds) =>
        {
            var limit = new RateLimit(rate, burst);
            var (due, asked, passed) = (0L, 0, 0);
            var step = Second / rate / 4 + 1;
            for (var now = 0L; now < seconds * Second / 10; now += step)
            {
                asked++;
                if (limit.Admits(due, now, out due))
                    passed++;
            }
            var expected = burst + rate * seconds / 10.0;
            // Without a burst, up to a step of each interval is lost.
            Assert.InRange(passed, Math.Min(asked, expected) * 0.8 - 2, expected + 1);
        });
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Less_than_one_is_no_limit(int rate, int burst) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RateLimit(rate, burst));

    [Fact]
    public void Clients_are_asked_to_return_between_the_time_and_its_double()
    {
        Assert.Equal(5, RetryAfter.Seconds(TimeSpan.FromSeconds(5), 0));
        Assert.Equal(10, RetryAfter.Seconds(TimeSpan.FromSeconds(5), 0.999));
        Assert.Equal(2, RetryAfter.Seconds(TimeSpan.FromSeconds(1), 0.5));
    }
}
