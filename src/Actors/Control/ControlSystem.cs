using System.Globalization;
using ActorProxy.Actors.Membership;
using ActorProxy.Actors.Serialization;
using ActorProxy.Shared.Options;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;

namespace ActorProxy.Actors.Control;

/// <summary>Makes an actor system of the control plane: what speaks with other nodes, and with the registry.</summary>
internal static class ControlSystem
{
    /// <param name="akka">What the proxy does not set itself.</param>
    /// <param name="port">Where the one before was reached; null for the first one.</param>
    /// <exception cref="ActorProxy.Transport.Tls.CertificateException">A file with a certificate, key or roots cannot be used.</exception>
    public static ActorSystem Create(ProxyOptions options, Config akka, int? port = null)
    {
        var config = AkkaDefaults.All.WithFallback(Trust.Config).WithFallback(StrictSerialization.Config).WithFallback(akka)
            .WithFallback(ClusterConfig.For(options));
        if (port is { } same)
            config = ConfigurationFactory.ParseString(
                string.Create(CultureInfo.InvariantCulture, $"akka.remote.dot-netty.tcp.port = {same}")).WithFallback(config);
        ActorSystemSetup setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(config), StrictSerialization.Setup);
        if (options.Cluster is { Enabled: true, Tls: { } tls })
            setup = setup.And(ClusterTls.Load(tls));
        return ActorSystem.Create("actorproxy", setup);
    }
}
