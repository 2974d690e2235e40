using ActorProxy.Actors.Operator;
using ActorProxy.Node.Logging;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Options;
using Akka.Actor;
using Serilog.Core;

namespace ActorProxy.Node.Operator;

/// <summary>The command <c>log level</c>.</summary>
internal static class LogLevelHandler
{
    public static IOperatorHandler Of(LoggingLevelSwitch log, ActorSystem system, string node) => OperatorHandler.Of("log level", input =>
    {
        var level = Enum.Parse<LogSeverity>(input.Text("level")!, ignoreCase: true);
        NodeLog.Set(level, log, system);
        return [OperatorAnswer.Line($"{node} logs from {input.Text("level")} on")];
    });
}
