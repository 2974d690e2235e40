using ActorProxy.Transport;
using Akka.Actor;

namespace ActorProxy.Actors.Connections;

/// <summary>Makes a ConnectionActor without the reflection that Props would need.</summary>
internal sealed class ConnectionProducer(ProxyContext proxy, ListenerSetup listener, Channel client, StreamHandOver? stream = null)
    : IIndirectActorProducer
{
    public Type ActorType => typeof(ConnectionActor);

    public ActorBase Produce() => new ConnectionActor(proxy, listener, client, stream);

    public void Release(ActorBase actor)
    {
    }
}
