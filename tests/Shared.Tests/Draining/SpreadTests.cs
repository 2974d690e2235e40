using ActorProxy.Shared.Draining;
using CsCheck;

namespace ActorProxy.Shared.Tests.Draining;

public class SpreadTests
{
    private static readonly Gen<TimeSpan> Time = Gen.Long[0, TimeSpan.TicksPerDay].Select(TimeSpan.FromTicks);

    [Fact]
    public void Each_connection_has_a_part_of_the_time_to_itself()
    {
        Gen.Select(Gen.Int[0, 500], Time, Gen.Int).Sample((count, over, seed) =>
        {
            var delays = Spread.Delays(count, over, new Random(seed));
            Assert.Equal(count, delays.Length);
            for (var i = 0; i < count; i++)
            {
                Assert.InRange(delays[i].Ticks, (long)Math.Floor(over.Ticks * (double)i / count) - 1,
                    (long)(over.Ticks * (i + 1.0) / count) + 1);
                Assert.True(delays[i] < over || delays[i] == TimeSpan.Zero);
                Assert.True(i == 0 || delays[i] >= delays[i - 1]);
            }
        });
    }

    [Fact]
    public void The_first_has_no_delay_and_without_a_time_none_has()
    {
        Gen.Select(Gen.Int[1, 500], Time, Gen.Int).Sample((count, over, seed) =>
        {
            Assert.Equal(TimeSpan.Zero, Spread.Delays(count, over, new Random(seed))[0]);
            Assert.All(Spread.Delays(count, TimeSpan.Zero, new Random(seed)), delay => Assert.Equal(TimeSpan.Zero, delay));
        });
    }

    [Fact]
    public void The_source_of_chance_decides_alone()
    {
        var over = TimeSpan.FromSeconds(30);
        Gen.Int.Sample(seed => Assert.Equal(Spread.Delays(50, over, new Random(seed)), Spread.Delays(50, over, new Random(seed))));
        Assert.NotEqual(Spread.Delays(50, over, new Random(1)), Spread.Delays(50, over, new Random(2)));
    }

    [Fact]
    public void Many_connections_over_the_longest_time_stay_within_it()
    {
        var delays = Spread.Delays(1_000_000, TimeSpan.FromHours(24), new Random(1));
        Assert.InRange(delays[^1], TimeSpan.FromHours(24) * 0.999998, TimeSpan.FromHours(24));
    }

    [Fact]
    public void One_that_is_not_closed_with_others_takes_any_moment()
    {
        Gen.Select(Time, Gen.Int).Sample((over, seed) =>
        {
            var delay = Spread.Delay(over, new Random(seed));
            Assert.True(delay >= TimeSpan.Zero && (delay < over || over == TimeSpan.Zero));
        });
    }

    [Fact]
    public void Less_than_none_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Spread.Delays(-1, TimeSpan.Zero, Random.Shared));
        Assert.Throws<ArgumentOutOfRangeException>(() => Spread.Delays(1, TimeSpan.FromTicks(-1), Random.Shared));
    }
}
