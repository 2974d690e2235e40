namespace ActorProxy.Shared.Clocks;

/// <summary>The machine's time of day, which may be moved at any time, both ways.</summary>
public static class WallClock
{
    /// <summary>
    /// The machine's time of day, UTC: to be shown, to be compared with a certificate's end, or to be kept for other machines.
    /// </summary>
    public static DateTimeOffset GetWallTime(this TimeProvider time) =>
        time is NodeClock clock ? clock.Machine.GetUtcNow() : time.GetUtcNow();
}
