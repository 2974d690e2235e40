namespace ActorProxy.Shared.Draining;

/// <summary>How long it takes until a node has closed what it is to close.</summary>
public static class DrainEstimate
{
    /// <param name="spread">Until the last one has its moment; null where none is due later.</param>
    /// <param name="pending">How many are to be closed.</param>
    /// <param name="rate">Closes a second; null for no bound.</param>
    /// <returns>Null where that is not known, since nothing is closed at present.</returns>
    public static TimeSpan? Left(TimeSpan? spread, int pending, double? rate)
    {
        if (pending == 0)
            return TimeSpan.Zero;
        var due = spread > TimeSpan.Zero ? spread.Value : TimeSpan.Zero;
        return rate switch
        {
            0 => null,
            null => due,
            { } bound => TimeSpan.FromSeconds(Math.Max(due.TotalSeconds, pending / bound)),
        };
    }
}
