using ActorProxy.Shared.Clocks;

namespace ActorProxy.Shared.Tests.Clocks;

public sealed class NodeClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Machine _machine = new() { Wall = Start };

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void A_machine_whose_clock_is_moved_moves_the_wall_time_alone(int hours)
    {
        var clock = NodeClock.Of(_machine);
        _machine.Pass(TimeSpan.FromSeconds(10));

        _machine.Wall += TimeSpan.FromHours(hours);
        _machine.Pass(TimeSpan.FromSeconds(0.3));

        Assert.Equal(Start + TimeSpan.FromSeconds(10.3), clock.GetUtcNow());
        Assert.Equal(Start + TimeSpan.FromSeconds(10.3) + TimeSpan.FromHours(hours), clock.GetWallTime());
        Assert.Equal(_machine.GetTimestamp(), clock.GetTimestamp());
    }

    [Fact]
    public void Who_has_it_already_keeps_it()
    {
        var clock = NodeClock.Of(_machine);

        Assert.Same(clock, NodeClock.Of(clock));
    }

    [Fact]
    public void Timers_are_the_machines()
    {
        using var timer = NodeClock.Of(_machine).CreateTimer(_ => { }, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        Assert.Equal([TimeSpan.FromSeconds(1)], _machine.Timers);
    }

    private sealed class Machine : TimeProvider
    {
        private TimeSpan _elapsed;

        public DateTimeOffset Wall { get; set; }

        public List<TimeSpan> Timers { get; } = [];

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(TimeSpan time)
        {
            _elapsed += time;
            Wall += time;
        }

        public override DateTimeOffset GetUtcNow() => Wall;

        public override long GetTimestamp() => _elapsed.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Timers.Add(dueTime);
            return base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
