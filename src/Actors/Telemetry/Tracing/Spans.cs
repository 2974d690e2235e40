using System.Diagnostics;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Telemetry.Tracing;

/// <summary>
/// Begins and ends spans without leaving a trace in <see cref="Activity.Current"/>: a loop's thread serves many connections, and
/// none of them is to become another's parent.
/// </summary>
internal static class Spans
{
    public static readonly ActivitySource Source = new(RequestTrace.SourceName);

    /// <param name="parent">The default for the first span of a trace.</param>
    /// <returns>Null where the span is not to be recorded.</returns>
    public static Activity? Begin(string name, ActivityKind kind, ActivityContext parent, DateTimeOffset at)
    {
        var around = Activity.Current;
        Activity.Current = null;
        try
        {
            var span = Source.CreateActivity(name, kind, parent);
            if (span is not { Recorded: true })
                return null;
            span.SetStartTime(at.UtcDateTime);
            return span.Start();
        }
        finally
        {
            Activity.Current = around;
        }
    }

    public static void End(Activity span, DateTimeOffset at)
    {
        var around = Activity.Current;
        // A span must not end before it began, whatever the clock did meanwhile.
        span.SetEndTime(at.UtcDateTime < span.StartTimeUtc ? span.StartTimeUtc : at.UtcDateTime);
        span.Stop();
        Activity.Current = around;
    }

    /// <summary>Says why what the span stands for did not succeed.</summary>
    public static void Fail(Activity span, TerminationReason reason, string detail)
    {
        span.SetTag("error.type", reason.Name());
        if (reason.IsAbnormal())
            span.SetStatus(ActivityStatusCode.Error, detail);
    }
}
