using ActorProxy.Actors.Dispatch;
using ActorProxy.Transport;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;

namespace ActorProxy.Actors.Lifecycle;

/// <summary>
/// Makes the actor system of the data plane: listeners, connections, tunnels, backends. No other node reaches it, and nothing that
/// happens to the cluster ends it; what speaks with other nodes has a system of its own (<see cref="Control.ControlSystem"/>).
/// </summary>
internal static class NodeSystem
{
    private static readonly Config Local = ConfigurationFactory.ParseString("akka.actor.provider = local");

    /// <param name="akka">What the proxy does not set itself.</param>
    public static ActorSystem Create(Config akka, ITransport transport) => ActorSystem.Create("actorproxy", ActorSystemSetup.Create(
        BootstrapSetup.Create().WithConfig(
            Local.WithFallback(AkkaDefaults.All).WithFallback(LoopDispatchers.Config(transport.Loops.Count)).WithFallback(akka)),
        new TransportSetup(transport)));
}
