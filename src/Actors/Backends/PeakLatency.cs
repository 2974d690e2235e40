namespace ActorProxy.Actors.Backends;

/// <summary>
/// How long a backend takes to answer handshakes: it rises at once with a slow one, and falls over ten seconds. May be used from any
/// thread; of two answers at once one may be lost.
/// </summary>
public sealed class PeakLatency
{
    private const double DecaySeconds = 10;

    private double _seconds;
    private long _at; // milliseconds of the pools' clock

    /// <summary>An answer took so long.</summary>
    /// <param name="now">Milliseconds of the pools' clock.</param>
    public void Observe(TimeSpan took, long now)
    {
        var (sample, before) = (took.TotalSeconds, Volatile.Read(ref _seconds));
        var left = Math.Exp(-Math.Max(0, now - Volatile.Read(ref _at)) / (1000 * DecaySeconds));
        Volatile.Write(ref _seconds, sample > before * left ? sample : before * left + sample * (1 - left));
        Volatile.Write(ref _at, now);
    }

    /// <summary>In seconds. What was not observed for long counts for less and less: it may be better by now.</summary>
    public double At(long now) =>
        Volatile.Read(ref _seconds) * Math.Exp(-Math.Max(0, now - Volatile.Read(ref _at)) / (1000 * DecaySeconds));
}
