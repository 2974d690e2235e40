using System.Net;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Health;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Actors.Backends;

/// <summary>All by which one pool may find a backend well that another one finds ill.</summary>
/// <param name="Tls">Of the pool; the default where the backend speaks none.</param>
/// <param name="Sources">Our own addresses to connect from.</param>
public sealed record HealthKey(
    BackendAddress Address, EjectionRules Rules, BackendTls Tls, ProxyProtocolMode ProxyProtocol, ValueList<IPAddress> Sources)
{
    public static HealthKey Of(BackendPool pool, BackendAddress address) => new(
        address, pool.Ejection, address.Tls ? pool.Tls : BackendTls.Default, pool.SendProxyProtocol, pool.SourceAddresses);
}
