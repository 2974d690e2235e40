namespace ActorProxy.Shared.Backends.Health;

/// <summary>Slow start: the share of its weight that a backend has which is new, or back.</summary>
public static class WarmUp
{
    /// <summary>What it begins with, in parts of a hundred.</summary>
    private const int First = 5;

    /// <summary>From 5 to 100, evenly over the time that it takes.</summary>
    /// <param name="passed">Milliseconds since it came.</param>
    /// <param name="takes">Milliseconds; 0 for none.</param>
    public static int Percent(long passed, long takes) =>
        passed >= takes ? 100 : First + (int)((100 - First) * Math.Max(passed, 0) / takes);
}
