namespace ActorProxy.Shared.Admission;

/// <summary>When a client that a limit refused may come again.</summary>
public static class RetryAfter
{
    /// <summary>
    /// Whole seconds between <paramref name="least"/> and its double, so that clients refused together do not return together.
    /// </summary>
    /// <param name="random">0 (included) to 1 (excluded).</param>
    public static int Seconds(TimeSpan least, double random) => (int)Math.Ceiling(least.TotalSeconds * (1 + random));
}
