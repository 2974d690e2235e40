using System.Collections.Concurrent;
using ActorProxy.Transport;
using Akka.Actor;

namespace ActorProxy.Actors.Dispatch;

/// <summary>
/// Props of an actor that runs on a loop, and of which there are many. Those of the library parse an empty configuration whenever
/// something is set in them: 5 % of what a connection allocated.
/// </summary>
internal sealed class LoopProps : Props
{
    private static readonly ConcurrentDictionary<(Type Actor, int Loop), Props> Templates = new();

    private readonly IIndirectActorProducer _producer;

    private LoopProps(Props template, IIndirectActorProducer producer)
        : base(template) => _producer = producer;

    /// <param name="producer">Makes the actor, again where it is restarted.</param>
    public static Props Of(EventLoop loop, IIndirectActorProducer producer) => new LoopProps(Templates.GetOrAdd(
        (producer.ActorType, loop.Index), static of => new Props(of.Actor).WithDispatcher(LoopDispatchers.Id(of.Loop))), producer);

    public override ActorBase NewActor() => _producer.Produce();

    protected override Props Copy() => new LoopProps(this, _producer);
}
