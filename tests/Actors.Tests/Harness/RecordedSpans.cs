using System.Collections.Concurrent;
using System.Diagnostics;
using ActorProxy.Actors.Telemetry.Tracing;

namespace ActorProxy.Actors.Tests.Harness;

/// <summary>The spans of the process, as they end, while it lives. A test that uses it must be alone in the process.</summary>
internal sealed class RecordedSpans : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public RecordedSpans(ActivitySamplingResult sampling = ActivitySamplingResult.AllDataAndRecorded)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == RequestTrace.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => sampling,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IReadOnlyList<Activity> Ended => [.. _ended];

    public Activity this[string name] => Assert.Single(_ended, span => span.OperationName == name);

    public Task EndedAsync(string name) =>
        Wait.UntilAsync(() => _ended.Any(span => span.OperationName == name), $"the end of the span {name}");

    public void Dispose() => _listener.Dispose();
}
