using ActorProxy.Actors.Dispatch;
using ActorProxy.Actors.Membership;
using ActorProxy.Actors.Serialization;
using ActorProxy.Shared.Options;
using ActorProxy.Transport;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;

namespace ActorProxy.Actors.Lifecycle;

/// <summary>Makes the node's actor system.</summary>
internal static class NodeSystem
{
    /// <param name="akka">What the proxy does not set itself.</param>
    public static ActorSystem Create(ProxyOptions options, Config akka, ITransport transport, TimeProvider time)
    {
        var config = AkkaDefaults.For(transport.Loops.Count).WithFallback(Trust.Config).WithFallback(StrictSerialization.Config)
            .WithFallback(akka);
        if (ClusterConfig.IsNeeded(options))
            config = config.WithFallback(ClusterConfig.For(options));
        ActorSystemSetup setup = ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(config), new TransportSetup(transport), StrictSerialization.Setup);
        if (options.Cluster is { Enabled: true, Tls: { } tls })
            setup = setup.And(ClusterTls.Load(tls));
        return ActorSystem.Create("actorproxy", setup);
    }
}
