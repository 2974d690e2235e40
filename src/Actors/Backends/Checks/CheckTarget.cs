using System.Net;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Health;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Actors.Backends.Checks;

/// <summary>What is asked, and where: pools that ask an address the same have one answer.</summary>
/// <param name="Tls">How a backend behind <c>wss://</c> is believed; <see cref="BackendTls.Default"/> for others.</param>
public sealed record CheckTarget(BackendAddress Address, HealthCheck Check, BackendTls Tls, ProxyProtocolMode ProxyProtocol,
    ValueList<IPAddress> Sources)
{
    public static CheckTarget Of(BackendPool pool, HealthCheck check, BackendAddress address) =>
        new(address, check, address.Tls ? pool.Tls : BackendTls.Default, pool.SendProxyProtocol, pool.SourceAddresses);
}
