using ActorProxy.Shared.Options;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Actors.Connections.Exchanges.Backends.Http2;

/// <summary>All that makes the connections of one pool's backends unfit for another's: what is equal shares them.</summary>
/// <param name="Secure">Whether the backend speaks TLS.</param>
/// <param name="Tls">Of the pool; the default where the backend speaks none.</param>
/// <param name="KeepAlive">How long they are kept for the next request.</param>
/// <param name="MaxHead">What the client library takes of a response head, in KiB.</param>
internal sealed record Http2Setting(bool Secure, BackendTls Tls, ProxyProtocolMode ProxyProtocol, TimeSpan KeepAlive, int MaxHead)
{
    public static Http2Setting Of(BackendPool pool, Backend backend, ProxyOptions options) => new(
        backend.Address.Tls, backend.Address.Tls ? pool.Tls : BackendTls.Default, pool.SendProxyProtocol,
        options.Http.BackendKeepAliveTimeout, MaxHeadOf(options));

    /// <summary>Whether the node would still make one like it.</summary>
    public bool IsOf(ProxyOptions options) => KeepAlive == options.Http.BackendKeepAliveTimeout && MaxHead == MaxHeadOf(options);

    /// <summary>Whether a connection tells of one client, and so may serve no other.</summary>
    public bool IsOfOneClient => ProxyProtocol != ProxyProtocolMode.Off;

    private static int MaxHeadOf(ProxyOptions options) => Math.Max(1, options.Handshake.MaxHeadSize / 1024);
}
