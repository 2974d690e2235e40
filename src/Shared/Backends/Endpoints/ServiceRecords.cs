using System.Collections.Immutable;
using System.Net;

namespace ActorProxy.Shared.Backends.Endpoints;

/// <summary>An SRV record (RFC 2782).</summary>
/// <param name="Target">A name, without the root's dot; empty where the service decidedly is not there.</param>
/// <param name="Port">0 to 65535.</param>
/// <param name="Priority">0 to 65535, the lowest first.</param>
/// <param name="Weight">0 to 65535.</param>
public sealed record ServiceRecord(string Target, int Port, int Priority, int Weight);

/// <summary>What the SRV records of a name make of a backend.</summary>
public static class ServiceRecords
{
    /// <summary>Of a backend; see <see cref="Backend.MaxWeight"/>.</summary>
    private const int MostWeight = 100;

    /// <summary>Whether a backend can be there: at a port, and with a target that is a host name as in a backend's URL.</summary>
    public static bool IsEndpoint(ServiceRecord record) =>
        record.Port > 0 && BackendAddress.TryParse($"ws://{record.Target}:{record.Port}", out _, out _);

    /// <summary>
    /// An endpoint for each address of each target. Priorities are told by their order, 0 for the first; weights of over
    /// 100 are brought down to 1 to 100.
    /// </summary>
    /// <param name="addressesOf">Of a target; empty where they are not known: it is no endpoint then.</param>
    public static ImmutableArray<Endpoint> Endpoints(
        IReadOnlyCollection<ServiceRecord> records, Func<string, IReadOnlyCollection<IPAddress>> addressesOf)
    {
        var there = records.Where(IsEndpoint).ToList();
        var priorities = there.Select(record => record.Priority).Distinct().Order().ToList();
        var heaviest = Math.Max(MostWeight, there.Select(record => record.Weight).DefaultIfEmpty().Max());
        return [.. there.SelectMany(EndpointsOf).Distinct()];

        IEnumerable<Endpoint> EndpointsOf(ServiceRecord record)
        {
            var endpoint = new Endpoint(Host: record.Target.ToLowerInvariant(), Port: record.Port,
                Weight: Math.Max(1, (int)((long)record.Weight * MostWeight / heaviest)), Priority: priorities.IndexOf(record.Priority));
            return addressesOf(endpoint.Host!).Select(address => endpoint with { At = address });
        }
    }
}
