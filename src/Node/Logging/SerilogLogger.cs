using ActorProxy.Actors.Serialization;
using ActorProxy.Shared.Clocks;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using LogEvent = Akka.Event.LogEvent;

namespace ActorProxy.Node.Logging;

/// <summary>
/// Akka's log events in Serilog: template, properties, source, time and cause stay what they are. Named in
/// <c>akka.loggers</c>; where Akka.Logger.Serilog is at hand, that one line puts it in this one's place. Failures to talk to a
/// node that is away are written as rarely as <see cref="AssociationLimit"/> says, and then with the number of those that were not; what
/// <see cref="NeedlessEvent"/> has is not written.
/// </summary>
public sealed class SerilogLogger : ReceiveActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    private AssociationLimit _limit = AssociationLimit.Empty;

    public SerilogLogger() : this(NodeClock.System, () => Serilog.Log.Logger)
    {
    }

    /// <param name="log">Asked at each event: the node's log ends before the actor system's last words.</param>
    internal SerilogLogger(TimeProvider time, Func<ILogger> log)
    {
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<LogEvent>(source =>
        {
            int? withheld = 0;
            if (AssociationFailure.In(source) is { } failure)
                _limit = _limit.With(failure, time.GetUtcNow(), out withheld);
            if (withheld is { } count)
                Write(log(), source, count);
        });
    }

    /// <param name="withheld">How many events like it were not written.</param>
    internal static void Write(ILogger log, LogEvent source, int withheld = 0)
    {
        var level = LevelOf(source.LogLevel());
        if (!log.IsEnabled(level) || NeedlessEvent.Is(source))
            return;
        var (template, parameters) = source.Message is LogMessage message
            ? (message.Format, message.Parameters().ToArray())
            : ("{Message:l}", [source.Message?.ToString() ?? ""]);
        var refused = RefusedMessageException.In(source.Cause);
        if (refused is not null) // Akka's words are advice to make it readable
            (template, parameters) = ("At the cluster's port, {Refusal:l}; its sender is no node, or one of another version", [refused.Message]);
        if (withheld > 0)
            (template, parameters) = ($"{template} ({{{parameters.Length}}} more such failures since the last one told)", [.. parameters, withheld]);
        if (!log.BindMessageTemplate(template, parameters, out var parsed, out var properties))
            return;
        var time = new DateTimeOffset(source.Timestamp.ToUniversalTime());
        var written = new Serilog.Events.LogEvent(time, level, refused is null ? source.Cause : null, parsed, properties);
        written.AddPropertyIfAbsent(new LogEventProperty(Constants.SourceContextPropertyName, new ScalarValue(source.LogClass.FullName)));
        written.AddPropertyIfAbsent(new LogEventProperty("LogSource", new ScalarValue(source.LogSource)));
        log.Write(written);
    }

    private static LogEventLevel LevelOf(LogLevel level) => level switch
    {
        LogLevel.DebugLevel => LogEventLevel.Debug,
        LogLevel.InfoLevel => LogEventLevel.Information,
        LogLevel.WarningLevel => LogEventLevel.Warning,
        _ => LogEventLevel.Error,
    };
}
