namespace ActorProxy.Shared.Clocks;

/// <summary>
/// The clock of a node: the machine's time of day at the start, and from there on as much later as the monotonic clock says.
/// Two of its times can be subtracted, compared and sorted, whatever is done to the machine's clock meanwhile. What a
/// certificate's end or another machine's time is compared with is the machine's time of day: <see cref="WallClock.GetWallTime"/>.
/// </summary>
public sealed class NodeClock : TimeProvider
{
    private readonly DateTimeOffset _startedAt;
    private readonly long _started;

    private NodeClock(TimeProvider machine)
    {
        Machine = machine;
        _startedAt = machine.GetUtcNow();
        _started = machine.GetTimestamp();
    }

    /// <summary>Of this process.</summary>
    public static new NodeClock System { get; } = new(TimeProvider.System);

    public override TimeZoneInfo LocalTimeZone => Machine.LocalTimeZone;

    public override long TimestampFrequency => Machine.TimestampFrequency;

    internal TimeProvider Machine { get; }

    /// <summary>The clock that goes by this machine's; the same one where it is such a clock already.</summary>
    public static NodeClock Of(TimeProvider machine) => machine as NodeClock ?? new NodeClock(machine);

    public override DateTimeOffset GetUtcNow() => _startedAt + Machine.GetElapsedTime(_started);

    public override long GetTimestamp() => Machine.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        Machine.CreateTimer(callback, state, dueTime, period);
}
