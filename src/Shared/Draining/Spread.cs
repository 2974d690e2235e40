namespace ActorProxy.Shared.Draining;

/// <summary>
/// When each of many connections is closed, so that their clients do not all come back at once: one in each of as many equal
/// parts of the time, at a random moment of its part. Equal distances would let nodes that drain together keep step.
/// </summary>
public static class Spread
{
    /// <summary>The delay of each connection, ascending. The first has none; all are shorter than the time, where there is one.</summary>
    /// <param name="count">Connections, 0 or more.</param>
    /// <param name="over">Zero or more; zero closes all of them at once.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of these is negative.</exception>
    public static TimeSpan[] Delays(int count, TimeSpan over, Random random)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfLessThan(over, TimeSpan.Zero);
        var delays = new TimeSpan[count];
        for (var i = 1; i < count; i++)
            delays[i] = TimeSpan.FromTicks(random.NextInt64(PartStart(i), Math.Max(PartStart(i) + 1, PartStart(i + 1))));
        return delays;

        long PartStart(int part) => (long)((Int128)over.Ticks * part / count);
    }

    /// <summary>The delay of one connection that is not closed together with others: any moment of the time.</summary>
    /// <param name="over">Zero or more.</param>
    public static TimeSpan Delay(TimeSpan over, Random random) => TimeSpan.FromTicks(random.NextInt64(over.Ticks));
}
