using System.Net;
using ActorProxy.Shared.Clocks;
using ActorProxy.Transport;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ActorProxy.Node.SideServers;

/// <summary>
/// A <see cref="SlimServer"/> for programs that look after the node, and for nobody else: few connections, small requests without a body.
/// </summary>
internal static class SideServer
{
    /// <summary>
    /// A kubelet has up to three probes under way, Prometheus one scrape; the rest is for people who look, and for loopback.
    /// </summary>
    private const int MaxConnections = 32;

    private const int MaxHeadSize = 4096;

    /// <summary>A client that looks after the node connects to ask at once.</summary>
    private static readonly TimeSpan FirstByteTimeout = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan HeadTimeout = TimeSpan.FromSeconds(5);

    /// <summary>A kubelet opens a connection for each probe; others who keep theirs do not keep out the next.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <param name="address">Port 0 lets the system choose.</param>
    /// <param name="name">For the error: <c>health</c>, which is also the section with its address and port.</param>
    /// <param name="sockets">What connections beyond the kept places are counted in; null for no limit.</param>
    /// <exception cref="IOException">The address cannot be bound.</exception>
    public static Task<SlimServer> StartAsync(IPEndPoint address, string name, RequestDelegate serve, SocketBudget? sockets = null) =>
        SlimServer.StartAsync($"{name} endpoint", name, address, Configure, listen => listen.Protocols = HttpProtocols.Http1, serve,
            new SideConnections(MaxConnections, FirstByteTimeout, sockets, NodeClock.System));

    private static void Configure(KestrelServerOptions kestrel)
    {
        var limits = kestrel.Limits;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MaxRequestBodySize = 0;
        limits.MaxRequestLineSize = MaxHeadSize;
        limits.MaxRequestHeadersTotalSize = MaxHeadSize;
        limits.MaxRequestBufferSize = 2 * MaxHeadSize;
        limits.RequestHeadersTimeout = HeadTimeout;
        limits.KeepAliveTimeout = KeepAlive;
    }
}
