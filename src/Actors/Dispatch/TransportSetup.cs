using ActorProxy.Transport;
using Akka.Actor.Setup;

namespace ActorProxy.Actors.Dispatch;

/// <summary>Hands the transport to the actor system, whose dispatchers run on its event loops.</summary>
public sealed class TransportSetup(ITransport transport) : Setup
{
    /// <summary>Lives longer than the actor system.</summary>
    public ITransport Transport { get; } = transport;
}
