using System.Net;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Actors.Connections.Exchanges.Backends;

/// <summary>All that makes one backend's connections unfit for another's requests: what is equal shares them.</summary>
/// <param name="Sources">Our own addresses to connect from.</param>
/// <param name="Tls">Of the pool; the default where the backend speaks none.</param>
internal sealed record BackendKey(BackendAddress Address, BackendTls Tls, ProxyProtocolMode ProxyProtocol, ValueList<IPAddress> Sources)
{
    public static BackendKey Of(BackendPool pool, Backend backend) =>
        new(backend.Address, backend.Address.Tls ? pool.Tls : BackendTls.Default, pool.SendProxyProtocol, pool.SourceAddresses);

    // Of a backend there are seldom two: it is not worth the time to take in the rest.
    private readonly int _hash = Address.GetHashCode();

    public override int GetHashCode() => _hash;

    /// <summary>Whether a connection tells of one client, and so may serve no other.</summary>
    public bool IsOfOneClient => ProxyProtocol != ProxyProtocolMode.Off;
}
