using ActorProxy.Node.Configuration;
using ActorProxy.Shared.Options;
using Serilog;

namespace ActorProxy.Node.Reload;

/// <summary>
/// Looks again and again at the files that the configuration was read from, and has it read anew when they have changed
/// (<c>reload.watch</c>). A change is one when two looks in a row have found the same: no file that is just being written. What was
/// refused is tried again when the files change again, so each content is told of once.
/// </summary>
/// <param name="interval">What is in force.</param>
internal sealed class ConfigurationWatch(ConfigurationReload reload, Func<WatchInterval> interval, TimeProvider time, ILogger log)
    : IAsyncDisposable
{
    /// <summary>While it is off: how often it is asked whether it still is, which a reload may change.</summary>
    private static readonly TimeSpan WhileOff = TimeSpan.FromSeconds(1);

    private readonly FileStamps _stamps = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private ConfigurationSources? _seen;
    private (ConfigurationSources Read, ConfigurationSources Seen)? _tried;

    public static ConfigurationWatch Start(ConfigurationReload reload, Func<WatchInterval> interval, TimeProvider time, ILogger log)
    {
        var watch = new ConfigurationWatch(reload, interval, time, log);
        watch._running = watch.RunAsync(watch._stop.Token);
        return watch;
    }

    /// <summary>A reload that is under way is waited for; a file that gives nothing is not.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    /// <summary>One look, and the reload that it leads to. Not for several at a time.</summary>
    internal async Task LookAsync(CancellationToken cancellation)
    {
        var read = reload.Sources;
        // Reading blocks, where a network's disk is gone for long.
        var now = await Task.Factory.StartNew(() => read.Look(_stamps), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default).WaitAsync(cancellation);
        var isSteady = now.Equals(_seen);
        _seen = now;
        if (now.Equals(read) || !isSteady || (_tried is { } tried && ReferenceEquals(tried.Read, read) && now.Equals(tried.Seen)))
            return;
        await reload.RunAsync(asked: false);
        _tried = (reload.Sources, now);
    }

    private async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                await Task.Delay(interval().Period ?? WhileOff, time, cancellation);
                if (interval().Period is not null)
                    await TryLookAsync(cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    private async Task TryLookAsync(CancellationToken cancellation)
    {
        try
        {
            await LookAsync(cancellation);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // Nobody is above it, and the next look may be better.
            log.Error(fault, "The files of the configuration were not looked at: a defect of ActorProxy");
        }
    }
}
