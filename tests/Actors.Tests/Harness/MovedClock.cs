namespace ActorProxy.Actors.Tests.Harness;

/// <summary>
/// Another clock whose time of day is moved while its timestamps and timers go on evenly, as an operator or NTP moves a machine's.
/// </summary>
internal sealed class MovedClock(TimeProvider even) : TimeProvider
{
    private long _movedTicks;

    public override long TimestampFrequency => even.TimestampFrequency;

    public void Move(TimeSpan by) => Interlocked.Add(ref _movedTicks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => even.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _movedTicks));

    public override long GetTimestamp() => even.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        even.CreateTimer(callback, state, dueTime, period);
}
