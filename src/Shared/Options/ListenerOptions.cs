using System.Net;

namespace ActorProxy.Shared.Options;

/// <summary>One address the node accepts clients on.</summary>
/// <param name="Name">Unique, for people: in logs and the operator surface.</param>
/// <param name="Address">Local address; 0.0.0.0 is all of IPv4, <c>::</c> all of IPv6 and IPv4.</param>
/// <param name="Port">TCP port, 1 to 65535; 0 lets the system choose.</param>
public sealed record ListenerOptions(string Name, IPAddress Address, int Port)
{
    /// <summary>Connections that the kernel keeps waiting, 1 to 65535; capped by the kernel (<c>net.core.somaxconn</c>).</summary>
    public int Backlog { get; init; } = 4096;

    /// <summary>Proxies in front of this listener; null stands for those of <see cref="ProxyOptions.Forwarding"/>.</summary>
    public IReadOnlyList<IPNetwork>? TrustedPeers { get; init; }

    /// <summary>Null for a listener without TLS.</summary>
    public ListenerTlsOptions? Tls { get; init; }

    /// <summary>Null for a listener without PROXY headers.</summary>
    public ProxyProtocolOptions? ProxyProtocol { get; init; }
}
