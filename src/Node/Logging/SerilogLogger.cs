using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using Serilog.Core;
using Serilog.Events;
using LogEvent = Akka.Event.LogEvent;

namespace ActorProxy.Node.Logging;

/// <summary>
/// Akka's log events in Serilog: template, properties, source, time and cause stay what they are. Named in
/// <c>akka.loggers</c>; where Akka.Logger.Serilog is at hand, that one line puts it in this one's place.
/// </summary>
public sealed class SerilogLogger : ReceiveActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    public SerilogLogger()
    {
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<LogEvent>(Write);
    }

    internal static void Write(LogEvent source)
    {
        var log = Serilog.Log.Logger;
        var level = LevelOf(source.LogLevel());
        if (!log.IsEnabled(level))
            return;
        var (template, parameters) = source.Message is LogMessage message
            ? (message.Format, message.Parameters().ToArray())
            : ("{Message:l}", [source.Message?.ToString() ?? ""]);
        if (!log.BindMessageTemplate(template, parameters, out var parsed, out var properties))
            return;
        var time = new DateTimeOffset(source.Timestamp.ToUniversalTime());
        var written = new Serilog.Events.LogEvent(time, level, source.Cause, parsed, properties);
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
