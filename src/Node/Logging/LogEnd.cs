namespace ActorProxy.Node.Logging;

/// <summary>The log's end with the node: what waits is written, unless nobody takes it.</summary>
internal static class LogEnd
{
    /// <summary>
    /// How long the log may stand still while its last lines are written. A process that was told to end ends, read or not.
    /// </summary>
    public static readonly TimeSpan Stall = TimeSpan.FromSeconds(2);

    /// <summary>How long its last lines may take if they are written, but slowly.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <param name="close">Writes what waits and closes; may block for ever.</param>
    /// <param name="error">Is told how many lines were dropped, if it takes that.</param>
    public static async Task CloseAsync(LogLines lines, Action close, TextWriter error, TimeProvider time)
    {
        // Not on the pool: it may stay there.
        var closing = Task.Factory.StartNew(close, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var begun = time.GetTimestamp();
        for (var written = -1L; !closing.IsCompleted && lines.Written != written && time.GetElapsedTime(begun) < Longest;)
        {
            written = lines.Written;
            await Task.WhenAny(closing, Task.Delay(Stall, time));
        }
        if (lines.Missing is > 0 and var missing)
            await FinalMessages.SayAsync(
                error, $"actorproxy: {missing} lines of the log were dropped: they were not read, or could not be written", time);
    }
}
