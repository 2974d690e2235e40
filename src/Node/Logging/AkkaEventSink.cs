using Serilog.Core;
using Serilog.Events;

namespace ActorProxy.Node.Logging;

/// <summary>
/// Before the log: what becomes of Akka's events, which come by Akka.Logger.Serilog or, at the ends of the actor system, by
/// <see cref="SerilogLastLogger"/>. Failures to talk to a node that is away are written as rarely as <see cref="AssociationLimit"/>
/// says, and then with the number of those that were not; what <see cref="NeedlessEvent"/> has is not written. All other events pass
/// as they are. May be used from any thread.
/// </summary>
internal sealed class AkkaEventSink(ILogEventSink inner, TimeProvider time) : ILogEventSink, IDisposable
{
    private readonly Lock _sync = new();
    private AssociationLimit _limit = AssociationLimit.Empty;

    public void Emit(LogEvent logEvent)
    {
        if (!AkkaEvent.Is(logEvent))
            inner.Emit(logEvent);
        else if (!NeedlessEvent.Is(logEvent) && Withheld(logEvent) is { } withheld)
            inner.Emit(AkkaEvent.Written(logEvent, withheld));
    }

    public void Dispose() => (inner as IDisposable)?.Dispose();

    /// <summary>How many like it were not written; null where it is not to be written either.</summary>
    private int? Withheld(LogEvent logEvent)
    {
        if (AssociationFailure.In(logEvent) is not { } failure)
            return 0;
        lock (_sync)
        {
            _limit = _limit.With(failure, time.GetUtcNow(), out var withheld);
            return withheld;
        }
    }
}
