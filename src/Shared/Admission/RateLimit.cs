namespace ActorProxy.Shared.Admission;

/// <summary>
/// So many per second, with a burst after a pause: the generic cell rate algorithm (ITU-T I.371). Its whole state is one
/// number, when the next one would be due if they came evenly, so its keeper can replace it in one atomic write.
/// </summary>
public readonly record struct RateLimit
{
    private readonly long _interval;
    private readonly long _tolerance;

    /// <param name="perSecond">1 to 1,000,000.</param>
    /// <param name="burst">How many may come at once after a pause, at least 1.</param>
    public RateLimit(int perSecond, int burst)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(perSecond, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        _interval = TimeSpan.TicksPerSecond / perSecond;
        _tolerance = _interval * (burst - 1);
    }

    /// <summary>Whether one more may come now, and the state after it.</summary>
    /// <param name="due">The state; 0 at the start.</param>
    /// <param name="now">Ticks of 100 ns on a clock that does not go back, from 0 on.</param>
    public bool Admits(long due, long now, out long next)
    {
        var from = Math.Max(due, now);
        var admitted = from - now <= _tolerance;
        next = admitted ? from + _interval : due;
        return admitted;
    }
}
