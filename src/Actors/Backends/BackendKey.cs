using System.Net;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Actors.Backends;

/// <summary>
/// All that makes one backend's connections unfit for another's requests, and its health unlike another's: what is equal shares them.
/// </summary>
/// <param name="Tls">Of the pool; the default where the backend speaks none.</param>
/// <param name="Sources">Our own addresses to connect from.</param>
public sealed record BackendKey(BackendAddress Address, BackendTls Tls, ProxyProtocolMode ProxyProtocol, ValueList<IPAddress> Sources)
{
    public static BackendKey Of(BackendPool pool, BackendAddress address) =>
        new(address, address.Tls ? pool.Tls : BackendTls.Default, pool.SendProxyProtocol, pool.SourceAddresses);

    // Of a backend there are seldom two: it is not worth the time to take in the rest.
    private readonly int _hash = Address.GetHashCode();

    public override int GetHashCode() => _hash;

    /// <summary>Whether a connection tells of one client, and so may serve no other.</summary>
    public bool IsOfOneClient => ProxyProtocol != ProxyProtocolMode.Off;
}
