using ActorProxy.Shared.Routing;

namespace ActorProxy.Node.Gateway;

/// <summary>All that makes the connections of one pool's backends unfit for another's: what is equal shares them.</summary>
/// <param name="Secure">Whether the backend speaks TLS.</param>
/// <param name="Tls">Of the pool; the default where the backend speaks none.</param>
/// <param name="Http2">Whether requests go by HTTP/2.</param>
internal sealed record BackendSetting(bool Secure, BackendTls Tls, ProxyProtocolMode ProxyProtocol, bool Http2)
{
    public static BackendSetting Of(BackendPool pool, Backend backend) =>
        new(backend.Address.Tls, backend.Address.Tls ? pool.Tls : BackendTls.Default, pool.SendProxyProtocol, pool.Http2);

    /// <summary>Whether a connection tells of one client, and so may serve no other.</summary>
    public bool IsOfOneClient => ProxyProtocol != ProxyProtocolMode.Off;
}
