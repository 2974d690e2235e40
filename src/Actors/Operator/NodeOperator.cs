using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Draining;
using Akka.Actor;
using Akka.Event;

namespace ActorProxy.Actors.Operator;

/// <summary>Starts what serves operators on a node.</summary>
internal static class NodeOperator
{
    public static OperatorService Start(OperatorContext context)
    {
        var (system, proxy) = (context.System, context.Proxy);
        var nodes = new OperatorFanOut(system);
        var service = new OperatorService(nodes, Logging.GetLogger(system, typeof(OperatorService)));
        var drain = system.ActorOf(Props.Create(() => new NodeDrainActor(proxy.Connections, proxy.Admission, context.Health, proxy.Time)),
            "drain");
        var switches = system.ActorOf(Props.Create(() => new BackendSwitchActor(proxy.Pools.Switches)), "backend-switches");
        foreach (var handler in ConnectionHandlers.Of(context)
            .Append(TapHandler.Of(context))
            .Concat(RouteHandlers.Of(context))
            .Concat(BackendHandlers.Of(context, switches))
            .Concat(NodeHandlers.Of(context, drain, nodes)))
            service.Add(handler);
        system.ActorOf(Props.Create(() => new OperatorActor(service)), OperatorFanOut.Name);
        return service;
    }
}
