using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using ActorProxy.Shared.Backends.Endpoints;

namespace ActorProxy.Actors.Names;

/// <summary>The system's resolver, which knows names from elsewhere than the DNS, too (nsswitch.conf).</summary>
public sealed class SystemLookup : INameLookup
{
    /// <summary>How long its answers are used: it does not tell the records' own time.</summary>
    public static readonly TimeSpan Ttl = TimeSpan.FromSeconds(10);

    public static SystemLookup Instance { get; } = new();

    public async Task<Looked<IPAddress[]>> AddressesAsync(string name)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(name);
            return addresses.Length > 0 ? new(addresses, Ttl) : throw new LookupException($"'{name}' has no address");
        }
        catch (SocketException error)
        {
            throw new LookupException($"'{name}' cannot be resolved: {error.Message}");
        }
    }

    public Task<Looked<ImmutableArray<ServiceRecord>>> ServicesAsync(string name) => throw new LookupException(
        $"'{name}' cannot be asked for its SRV records: /etc/resolv.conf names no server; name some in dns.servers");
}
