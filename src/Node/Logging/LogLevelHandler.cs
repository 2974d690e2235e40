using ActorProxy.Actors;
using ActorProxy.Actors.Operator;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Options;
using Serilog.Core;

namespace ActorProxy.Node.Logging;

/// <summary>The command <c>log level</c>.</summary>
internal static class LogLevelHandler
{
    public static IOperatorHandler Of(LoggingLevelSwitch log, ProxyNode node) => OperatorHandler.Of("log level", input =>
    {
        var level = Enum.Parse<LogSeverity>(input.Text("level")!, ignoreCase: true);
        NodeLog.Set(level, log, node);
        node.TakeLogLevel(level);
        return [OperatorAnswer.Line($"{node.Name} logs from {input.Text("level")} on")];
    });
}
