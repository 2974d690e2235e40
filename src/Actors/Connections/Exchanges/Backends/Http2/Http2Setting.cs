using System.Net;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Actors.Connections.Exchanges.Backends.Http2;

/// <summary>All that makes the connections of one pool's backends unfit for another's: what is equal shares them.</summary>
/// <param name="Secure">Whether the backend speaks TLS.</param>
/// <param name="Tls">Of the pool; the default where the backend speaks none.</param>
/// <param name="KeepAlive">How long they are kept for the next request.</param>
/// <param name="Sources">Our own addresses to connect from.</param>
/// <param name="Found">
/// The backend, where it is one of the addresses of a name; null for others, which the client library tells apart.
/// </param>
/// <param name="MaxHead">What the client library takes of a response head, in KiB.</param>
internal sealed record Http2Setting(
    bool Secure, BackendTls Tls, ProxyProtocolMode ProxyProtocol, ValueList<IPAddress> Sources, BackendAddress? Found, TimeSpan KeepAlive,
    int MaxHead)
{
    public static Http2Setting Of(BackendPool pool, Backend backend, ProxyOptions options) => new(
        backend.Address.Tls, backend.Address.Tls ? pool.Tls : BackendTls.Default, pool.SendProxyProtocol, pool.SourceAddresses,
        backend.Address.At is null ? null : backend.Address, options.Http.BackendKeepAliveTimeout, MaxHeadOf(options));

    /// <summary>The same for WebSockets, which have connections of their own.</summary>
    public static Http2Setting Of(StreamEndpoint endpoint, ProxyOptions options) => new(
        endpoint.Address.Tls, endpoint.Tls, ProxyProtocolMode.Off, endpoint.Sources, endpoint.Address.At is null ? null : endpoint.Address,
        options.Http.BackendKeepAliveTimeout, MaxHeadOf(options))
    {
        HasWebSockets = true,
    };

    /// <summary>Whether the streams are WebSockets: a connection that takes none is of no use.</summary>
    public bool HasWebSockets { get; private init; }

    /// <summary>Whether the node would still make one like it.</summary>
    /// <param name="isThere">Whether a pool still has a backend at the address.</param>
    public bool IsOf(ProxyOptions options, Func<BackendAddress, bool> isThere) => (Found is null || isThere(Found))
        && KeepAlive == options.Http.BackendKeepAliveTimeout && MaxHead == MaxHeadOf(options);

    /// <summary>Whether a connection tells of one client, and so may serve no other.</summary>
    public bool IsOfOneClient => ProxyProtocol != ProxyProtocolMode.Off;

    private static int MaxHeadOf(ProxyOptions options) => Math.Max(1, options.Handshake.MaxHeadSize / 1024);
}
