using System.Diagnostics.Metrics;
using ActorProxy.Actors.Telemetry;
using Serilog.Core;
using Serilog.Events;
using Serilog.Sinks.Async;

namespace ActorProxy.Node.Logging;

/// <summary>Counts the log's lines: those that were given to it, and those that were written. May be used from any thread.</summary>
public sealed class LogLines : IAsyncLogEventSinkMonitor, IDisposable
{
    private readonly Meter _meter = new(ProxyMetrics.MeterName);
    private IAsyncLogEventSinkInspector? _queue;
    private long _given;
    private long _written;
    private long _failed;

    public LogLines() =>
        _meter.CreateObservableCounter("actorproxy.log.dropped", () => Dropped, "{line}",
            "Lines of the log that were not written: its reader or its disk does not take them.");

    /// <summary>Lines that were written.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>Lines that never will be written: there was no room for them, or writing them failed.</summary>
    public long Dropped => (_queue?.DroppedMessagesCount ?? 0) + Volatile.Read(ref _failed);

    /// <summary>Lines that are not written: dropped, waiting or stuck.</summary>
    public long Missing => Volatile.Read(ref _given) - Written;

    public void StartMonitoring(IAsyncLogEventSinkInspector inspector) => _queue = inspector;

    public void StopMonitoring(IAsyncLogEventSinkInspector inspector)
    {
        // What was dropped is still told after its end.
    }

    public void Dispose() => _meter.Dispose();

    /// <summary>Counts what is given to the queue.</summary>
    internal ILogEventSink Given(ILogEventSink queue) => new Sink(line =>
    {
        Interlocked.Increment(ref _given);
        queue.Emit(line);
    }, queue);

    /// <summary>Counts what is written. A line that cannot be is dropped, and the next one is tried.</summary>
    internal ILogEventSink Writing(ILogEventSink console) => new Sink(line =>
    {
        try
        {
            console.Emit(line);
            Interlocked.Increment(ref _written);
        }
        catch (IOException)
        {
            Interlocked.Increment(ref _failed); // as on a disk that is full
        }
    }, console);

    private sealed class Sink(Action<LogEvent> emit, ILogEventSink inner) : ILogEventSink, IDisposable
    {
        public void Emit(LogEvent logEvent) => emit(logEvent);

        public void Dispose() => (inner as IDisposable)?.Dispose();
    }
}
