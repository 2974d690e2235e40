using System.Net;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Options;

/// <summary>One address the node accepts clients on.</summary>
/// <param name="Name">Unique, for people: in logs and the operator surface.</param>
public sealed record ListenerOptions(
    [property: SectionName] string Name,
    [property: Setting("IP address; \"0.0.0.0\" is all of IPv4, \"::\" all of IPv6 and IPv4.")] IPAddress Address,
    [property: Setting("{range}. Required.", Required = "the port is missing", Example = "8080"),
        Between(0, 65535, Zero = "the system chooses")] int Port)
{
    public ListenerOptions()
        : this("", IPAddress.Any, 0)
    {
    }

    [Setting("Connections that the kernel keeps waiting: {range}; capped by the kernel (net.core.somaxconn)."), Between(1, 65535)]
    public int Backlog { get; init; } = 4096;

    [Setting("Proxies in front of this listener; without it, those of forwarding.trusted-peers.", Example = "[]")]
    public ValueList<IPNetwork>? TrustedPeers { get; init; }

    [Setting("With this section the listener speaks TLS, and nothing else.")]
    public ListenerTlsOptions? Tls { get; init; }

    [Inline, PolicyPlace(PolicyPlaces.Listener)]
    public PolicySet Policies { get; init; } = [];

    [Setting("Proxies in front that send PROXY headers, version 1 or 2, before anything else, TLS included.")]
    public ProxyProtocolOptions ProxyProtocol { get; init; } = new();
}
