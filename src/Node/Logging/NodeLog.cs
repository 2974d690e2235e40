using ActorProxy.Actors;
using ActorProxy.Shared.Clocks;
using ActorProxy.Shared.Options;
using Akka.Configuration;
using Akka.Event;
using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;
using SerilogLogger = Akka.Logger.Serilog.SerilogLogger;

namespace ActorProxy.Node.Logging;

/// <summary>The node's log: to the console, on a thread of its own, so that a slow terminal holds nobody up.</summary>
public static class NodeLog
{
    /// <summary>Events that wait to be written; beyond that the newest are dropped rather than a loop held up.</summary>
    private const int QueueLength = 10_000;

    private const string Text = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}";

    /// <summary>Makes the logger that the options describe. The caller closes it, which writes what still waits.</summary>
    /// <param name="level">Where the level can be changed later; it is set to that of the options.</param>
    /// <param name="format">Where the format can be changed later; asked at each event.</param>
    /// <param name="lines">Counts them.</param>
    public static Logger Create(LogOptions options, LoggingLevelSwitch level, Func<LogFormat> format, LogLines lines)
    {
        level.MinimumLevel = LevelOf(options.Level);
        var configuration = new LoggerConfiguration().MinimumLevel.ControlledBy(level);
        return configuration.Enrich.When(_ => format() == LogFormat.Text, enrich => enrich.With<UnknownAsDash>())
            .WriteTo.Sink(LoggerSinkConfiguration.Wrap(inner => new AkkaEventSink(lines.Given(inner), NodeClock.System),
                given => given.Async(queued => queued.Sink(LoggerSinkConfiguration.Wrap(
                    lines.Writing, console => Console(console, format))),
                    QueueLength, monitor: lines))).CreateLogger();
    }

    /// <summary>What sends the actor system's events here.</summary>
    public static Config Akka(LogOptions options) => ConfigurationFactory.ParseString($$"""
        akka {
          loggers = ["{{NameOf<SerilogLogger>()}}"]
          stdout-logger-class = "{{NameOf<SerilogLastLogger>()}}"
          loglevel = {{options.Level.ToString().ToUpperInvariant()}}
          stdout-loglevel = OFF
        }
        """);

    /// <summary>Logs from another level on.</summary>
    public static void Set(LogSeverity severity, LoggingLevelSwitch level, ProxyNode node)
    {
        level.MinimumLevel = LevelOf(severity);
        var akka = severity switch
        {
            LogSeverity.Debug => LogLevel.DebugLevel,
            LogSeverity.Info => LogLevel.InfoLevel,
            LogSeverity.Warning => LogLevel.WarningLevel,
            _ => LogLevel.ErrorLevel,
        };
        node.System.EventStream.SetLogLevel(akka);
        node.ControlSystem.EventStream.SetLogLevel(akka);
    }

    private static void Console(LoggerSinkConfiguration sink, Func<LogFormat> format)
    {
        sink.Conditional(_ => format() == LogFormat.Json, json => json.Console(new CompactJsonFormatter()));
        sink.Conditional(_ => format() == LogFormat.Text, text =>
            text.Console(outputTemplate: Text, formatProvider: System.Globalization.CultureInfo.InvariantCulture));
    }

    private static string NameOf<T>() => $"{typeof(T).FullName}, {typeof(T).Assembly.GetName().Name}";

    private static LogEventLevel LevelOf(LogSeverity level) => level switch
    {
        LogSeverity.Debug => LogEventLevel.Debug,
        LogSeverity.Info => LogEventLevel.Information,
        LogSeverity.Warning => LogEventLevel.Warning,
        _ => LogEventLevel.Error,
    };
}
