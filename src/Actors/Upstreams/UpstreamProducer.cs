using ActorProxy.Transport;
using Akka.Actor;

namespace ActorProxy.Actors.Upstreams;

/// <summary>Makes an UpstreamActor, also for its restarts, without the reflection that Props would need.</summary>
internal sealed class UpstreamProducer(IUpstreamContext node, EventLoop loop, UpstreamOffer offer) : IIndirectActorProducer
{
    public Type ActorType => typeof(UpstreamActor);

    public ActorBase Produce() => new UpstreamActor(node, loop, offer);

    public void Release(ActorBase actor)
    {
    }
}
