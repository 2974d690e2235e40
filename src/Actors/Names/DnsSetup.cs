using ActorProxy.Shared.Names;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Settings;
using DnsClient;

namespace ActorProxy.Actors.Names;

/// <summary>
/// The name servers and files to go by, as they are now: who changes <c>/etc/resolv.conf</c> or <c>/etc/hosts</c> needs no restart. May be
/// used from any thread.
/// </summary>
/// <param name="options">Those in force.</param>
public sealed class DnsSetup(
    Func<DnsOptions> options, TimeProvider time, string resolverFile = "/etc/resolv.conf", string hostsFile = "/etc/hosts")
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private State? _state;
    private long _lookedAt;

    public State Now()
    {
        lock (_lock)
        {
            var wanted = options();
            if (_state is { } state && state.Options == wanted && time.GetElapsedTime(_lookedAt) < LookAgainAfter)
                return state;
            _lookedAt = time.GetTimestamp();
            var (resolver, hosts) = (TextOf(resolverFile), TextOf(hostsFile));
            return _state is { } same && same.Options == wanted && same.Files == (resolver, hosts)
                ? same
                : _state = Make(wanted, resolver, hosts);
        }
    }

    private static State Make(DnsOptions options, string resolver, string hosts)
    {
        var file = ResolverFile.Parse(resolver);
        var servers = options.Servers.Count > 0
            ? options.Servers
            : [.. file.Servers.Select(address => new Shared.Names.NameServer(address))];
        return new State(options, (resolver, hosts), file, HostsFile.Parse(hosts), servers.Count > 0 ? ClientOf(servers, options) : null);
    }

    private static LookupClient ClientOf(ValueList<Shared.Names.NameServer> servers, DnsOptions options) =>
        new(new LookupClientOptions([.. servers.Select(server => new DnsClient.NameServer(server.Address, server.Port))])
        {
            UseCache = false,
            Timeout = options.Timeout,
            Retries = 1,
            UseRandomNameServer = false,
            ContinueOnEmptyResponse = false, // most names have no AAAA: that is an answer
        });

    /// <summary>A file that is missing says nothing.</summary>
    private static string TextOf(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <param name="Files">The texts that it was made from.</param>
    /// <param name="Client">Null where there is no name server.</param>
    public sealed record State(
        DnsOptions Options, (string Resolver, string Hosts) Files, ResolverFile Resolver, HostsFile Hosts, LookupClient? Client);
}
