namespace ActorProxy.Shared.Backends.Ports;

/// <summary>
/// Whether the node has ports for all connections to backends that its limits allow. A connection is told apart by both addresses and both
/// ports (RFC 9293 section 4), so each address of the node has each port once for one address and port of a backend; on loopback, too.
/// </summary>
public static class PortRules
{
    private const string Remedy = "; widen net.ipv4.ip_local_port_range, give the pool more source-addresses, or lower the limit";

    /// <summary>What is wrong with these pools, once for each: those of routes that answer by themselves are empty.</summary>
    /// <inheritdoc cref="Problem"/>
    public static IReadOnlyCollection<string> Problems(IEnumerable<BackendPool> pools, int maxConnections, SourcePorts ports) =>
        [.. pools.Select(pool => Problem(pool, maxConnections, ports)).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <param name="maxConnections">Clients that the node takes on, each of which has a connection to a backend; 0 for no limit.</param>
    /// <param name="ports">Of each of the node's addresses.</param>
    /// <returns>What is wrong, in a sentence for the operator; null for nothing.</returns>
    public static string? Problem(BackendPool pool, int maxConnections, SourcePorts ports)
    {
        // Of endpoints that come and go nobody knows the shares.
        if (pool is { HasFound: true, MaxConnectionsPerBackend: 0 })
            return null;
        var first = pool.Backends.Select(backend => backend.Priority).DefaultIfEmpty().Min();
        var serving = pool.Backends.Where(backend => backend.Priority == first).ToList();
        var weights = serving.Sum(backend => backend.Weight);
        foreach (var backend in serving)
        {
            var carried = (long)ports.Count * SourcesFor(pool, backend.Address);
            var allowed = Allowed(pool.MaxConnectionsPerBackend, maxConnections, backend.Weight, weights);
            if (allowed is null || allowed > carried)
                return $"pool {pool.Name}: the node has {carried} ports to connect from to {backend.Id}, and "
                    + Told(pool, maxConnections, allowed) + Remedy;
        }
        return null;
    }

    /// <summary>Connections that a backend may have; null for any number. Without a limit of its own, its share of the node's.</summary>
    private static long? Allowed(int perBackend, int maxConnections, long weight, int weights) => (perBackend, maxConnections) switch
    {
        (0, 0) => null,
        (0, _) => (maxConnections * weight + weights - 1) / weights,
        (_, 0) => perBackend,
        _ => Math.Min(perBackend, maxConnections),
    };

    private static string Told(BackendPool pool, int maxConnections, long? allowed) =>
        allowed is null ? "neither limits.max-connections nor max-connections-per-backend bounds its connections"
        : pool.MaxConnectionsPerBackend == allowed ? $"max-connections-per-backend allows it {allowed} connections"
        : $"limits.max-connections = {maxConnections} allows it {allowed} connections";

    /// <summary>Those of the addresses from which this one can be connected to: IPv4 from IPv4, and IPv6 from IPv6.</summary>
    private static int SourcesFor(BackendPool pool, BackendAddress address) =>
        pool.SourceAddresses.IsEmpty ? 1
        : address.Literal is not { } literal ? pool.SourceAddresses.Distinct().Count()
        : pool.SourceAddresses.Distinct().Count(source => source.AddressFamily == literal.AddressFamily);
}
