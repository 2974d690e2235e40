namespace ActorProxy.Shared.Options;

/// <summary>What a node takes on. Zero is no limit wherever it is allowed.</summary>
public sealed record LimitOptions
{
    /// <summary>Client connections of the node at a time, 0 to 10,000,000.</summary>
    public int MaxConnections { get; init; } = 50_000;

    /// <summary>Connections of one client at a time, 0 to 10,000,000. A client is an IPv4 address or an IPv6 network: <see cref="ClientPrefixIpv6"/>.</summary>
    public int MaxConnectionsPerClient { get; init; }

    /// <summary>Bits of an IPv6 address that tell clients apart, 32 to 128: a site has a /64 at least (RFC 6177), and all of its addresses.</summary>
    public int ClientPrefixIpv6 { get; init; } = 64;

    /// <summary>New connections per second, all together, 0 to 1,000,000.</summary>
    public int ConnectionRate { get; init; }

    /// <summary>New connections that may come at once after a pause, 1 to 1,000,000; 0: as many as in a second.</summary>
    public int ConnectionBurst { get; init; }

    /// <summary>
    /// Bytes that all tunnels may hold together for peers that do not read, and HTTP connections beyond what each needs to
    /// begin with; 0 (no limit) to 1 TiB. Who would go beyond it, ends.
    /// </summary>
    public long BufferMemory { get; init; } = 1L << 30;

    /// <summary>What becomes of clients for whom no descriptor or memory is left.</summary>
    public ExhaustionAction OnExhaustion { get; init; }

    /// <summary>
    /// How long a client or backend may take none of the bytes that wait for it, 1 s to 1 h; then its connection ends, or its
    /// stream of an HTTP/2 connection. Who is sent nothing has no deadline by this.
    /// </summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// When a refused client may come again (Retry-After, RFC 9110 section 10.2.3), 1 s to 1 h. Each is told a time between
    /// this and its double, so that they do not come back together.
    /// </summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(5);
}
