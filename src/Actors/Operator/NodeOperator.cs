using Akka.Event;

namespace ActorProxy.Actors.Operator;

/// <summary>Makes what serves operators on a node.</summary>
internal static class NodeOperator
{
    /// <param name="log">Of the system that lives as long as the node.</param>
    public static OperatorService Start(OperatorContext context, ILoggingAdapter log)
    {
        var nodes = new OperatorFanOut(context.Node, () => context.Access.System);
        var service = new OperatorService(nodes, log);
        foreach (var handler in ConnectionHandlers.Of(context)
            .Append(TapHandler.Of(context))
            .Concat(RouteHandlers.Of(context))
            .Concat(BackendHandlers.Of(context))
            .Concat(NodeHandlers.Of(context, nodes)))
            service.Add(handler);
        return service;
    }
}
