namespace ActorProxy.Shared.Cluster;

/// <summary>
/// Pauses between attempts that fail: from 1 s, doubled each time up to 30 s, and spread so that nodes do not come in step.
/// </summary>
public static class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1), Longest = TimeSpan.FromSeconds(30);

    /// <param name="failures">Failures in a row, from 1.</param>
    /// <param name="random">0 to 1: where in the upper half of the pause.</param>
    public static TimeSpan After(int failures, double random)
    {
        // Five doublings are beyond the longest pause already.
        var full = First * (1 << Math.Min(failures - 1, 5));
        return (full < Longest ? full : Longest) * (0.5 + random / 2);
    }
}
