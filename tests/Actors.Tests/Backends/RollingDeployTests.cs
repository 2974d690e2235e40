using System.Net;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Endpoints;
using ActorProxy.Shared.Options;

namespace ActorProxy.Actors.Tests.Backends;

public sealed class RollingDeployTests : IDisposable
{
    private readonly ScriptedDns _dns = new();
    private readonly RollingDeploy _deploy = new();

    public void Dispose() => _dns.Dispose();

    [LinuxFact]
    public Task By_the_addresses_of_a_name() => _deploy.RunAsync(
        Backend.At(new BackendAddress("chat.example", _deploy.Port)) with { Addresses = EndpointSource.All },
        addresses => _dns.Set("chat.example", 1, addresses), Asking);

    [LinuxFact]
    public Task By_the_records_of_a_service() => _deploy.RunAsync(
        Backend.At(new BackendAddress("_ws._tcp.chat.example", 80)) with { Addresses = EndpointSource.Services },
        addresses =>
        {
            foreach (var address in addresses)
                _dns.Set(NameOf(address), 1, [address]);
            _dns.Set("_ws._tcp.chat.example", 1, [.. addresses.Select(at => new ServiceRecord(NameOf(at), _deploy.Port, 0, 1))]);
        }, Asking);

    private static string NameOf(IPAddress address) => $"pod-{address.GetAddressBytes()[3]}.chat.example";

    private ProxyOptions Asking(ProxyOptions options) =>
        options with { Dns = new DnsOptions { Servers = [_dns.Server], Timeout = TimeSpan.FromSeconds(20) } };
}
