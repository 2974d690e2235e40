using Akka.Event;
using Serilog.Core;
using Serilog.Events;
using LogEvent = Akka.Event.LogEvent;

namespace ActorProxy.Node.Logging;

/// <summary>
/// Akka's log events before its loggers have started and after they have ended, for which Akka.Logger.Serilog has nothing. Named in
/// <c>akka.stdout-logger-class</c>: Akka's own logger there writes to stdout in a format of its own, also with
/// <c>stdout-loglevel = OFF</c>.
/// </summary>
public sealed class SerilogLastLogger : MinimalLogger
{
    protected override void Log(object message)
    {
        if (message is LogEvent logged)
            Write(Serilog.Log.Logger, logged);
    }

    /// <summary>With the properties that Akka.Logger.Serilog's logger gives an event, for <see cref="AkkaEventSink"/>.</summary>
    internal static void Write(Serilog.ILogger log, LogEvent source)
    {
        var (template, parameters) = source.Message is LogMessage message
            ? (message.Format, message.Parameters().ToArray())
            : (AkkaEvent.PlainText, [source.Message?.ToString() ?? ""]);
        log.ForContext(Constants.SourceContextPropertyName, source.LogClass.FullName)
            .ForContext(AkkaEvent.Source, source.LogSource)
            .ForContext(AkkaEvent.Time, source.Timestamp)
            .Write(LevelOf(source.LogLevel()), source.Cause, template, parameters);
    }

    private static LogEventLevel LevelOf(LogLevel level) => level switch
    {
        LogLevel.DebugLevel => LogEventLevel.Debug,
        LogLevel.InfoLevel => LogEventLevel.Information,
        LogLevel.WarningLevel => LogEventLevel.Warning,
        _ => LogEventLevel.Error,
    };
}
