using ActorProxy.Shared.Operator;
using Akka.Actor;

namespace ActorProxy.Actors.Operator;

/// <summary>Takes commands from other nodes: one <see cref="OperatorSession"/> for each.</summary>
internal sealed class OperatorActor : UntypedActor
{
    private readonly IOperatorService _service;

    public OperatorActor(IOperatorService service) => _service = service;

    protected override void OnReceive(object message)
    {
        if (message is OperatorRequest request)
        {
            var requester = Sender;
            Context.ActorOf(Props.Create(() => new OperatorSession(_service, request, requester)));
        }
        else
        {
            Unhandled(message);
        }
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(-1, Timeout.Infinite, static _ => Directive.Stop);
}
