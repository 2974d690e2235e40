namespace ActorProxy.Shared.Backends.Health;

/// <summary>
/// How long the client waits whose handshake tries a backend that was out: not for as long as others, who may expect an answer; and for
/// longer where the backend was too slow for that, so that one which is slow by nature comes back, too.
/// </summary>
public static class TrialDeadline
{
    private const int FirstMilliseconds = 200;
    private const int MostDoublings = 5; // 6.4 s: those who try it wait themselves

    /// <summary>To connect, and once more for the answer. 200 ms at first, twice as much each time it was too little.</summary>
    /// <param name="late">Trials in a row that were not answered in time.</param>
    public static TimeSpan Of(int late) => TimeSpan.FromMilliseconds(FirstMilliseconds << Math.Clamp(late, 0, MostDoublings));
}
