using ActorProxy.Shared.Draining;

namespace ActorProxy.Shared.Tests.Draining;

public class CloseBudgetTests
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    private readonly Clock _time = new();
    private readonly CloseBudget _budget;

    public CloseBudgetTests() => _budget = new CloseBudget(_time);

    [Fact]
    public void Without_a_grant_there_is_no_bound()
    {
        Assert.Equal(1000, Taken(1000));
        Assert.Null(_budget.Rate);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(7)]
    [InlineData(0.5)]
    public void No_more_than_the_rate_and_a_tenth_of_it_are_taken_in_any_time(double rate)
    {
        _budget.Grant(rate, Long, 0);
        _time.Advance(TimeSpan.FromMinutes(1)); // in which nothing was to be closed

        var taken = 0;
        for (var passed = TimeSpan.Zero; passed < TimeSpan.FromSeconds(20); passed += TimeSpan.FromMilliseconds(50))
        {
            taken += Taken(1000);
            _time.Advance(TimeSpan.FromMilliseconds(50));
        }

        Assert.InRange(taken, (int)(rate * 20 * 0.98), Math.Ceiling(rate * 20 + 1 + rate / 10));
    }

    [Fact]
    public void What_is_granted_holds_for_a_time_and_then_what_was_said_for_later()
    {
        _budget.Grant(100, TimeSpan.FromSeconds(2), 20);
        Assert.Equal(100, _budget.Rate);

        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(20, _budget.Rate);
    }

    [Fact]
    public void Nothing_is_closed_in_a_pause()
    {
        _budget.Paused = true;
        Assert.Equal((0, 0), (Taken(10), _budget.Rate));

        _budget.Paused = false;
        Assert.Equal(10, Taken(10));
    }

    private int Taken(int most) => Enumerable.Range(0, most).TakeWhile(_ => _budget.TryTake()).Count();

    private sealed class Clock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan time) => _now += time.Ticks;
    }
}
