using Akka.Event;

namespace ActorProxy.Node.Logging;

/// <summary>
/// Akka's log events before its loggers have started and after they have ended. Named in <c>akka.stdout-logger-class</c>:
/// Akka's own logger there writes to stdout in a format of its own, also with <c>stdout-loglevel = OFF</c>.
/// </summary>
public sealed class SerilogLastLogger : MinimalLogger
{
    protected override void Log(object message)
    {
        if (message is LogEvent logged)
            SerilogLogger.Write(Serilog.Log.Logger, logged);
    }
}
