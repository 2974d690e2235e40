using ActorProxy.Shared.Cluster;

namespace ActorProxy.Node.Persistence;

/// <summary>Looks at a database again and again: often while it cannot be used, seldom while it can.</summary>
/// <param name="check">A look; it is told whether the database was never usable so far.</param>
internal sealed class DatabaseWatch(Func<bool, CancellationToken, Task<DatabaseState>> check, TimeProvider time)
{
    /// <summary>Between looks at a database that can be used.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <param name="failures">Looks in a row that found the database unusable, from 0.</param>
    public static TimeSpan Pause(int failures) => failures == 0 ? Interval : Backoff.After(failures, random: 1);

    /// <summary>Until it is cancelled, which is no error.</summary>
    /// <param name="report">Gets what each look found.</param>
    public async Task RunAsync(Action<DatabaseState> report, CancellationToken cancellation)
    {
        var (failures, neverUsable) = (0, true);
        try
        {
            while (true)
            {
                var state = await check(neverUsable, cancellation);
                failures = state.IsUsable ? 0 : failures + 1;
                neverUsable &= !state.IsUsable;
                report(state);
                await Task.Delay(Pause(failures), time, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The node stops.
        }
    }
}
