namespace ActorProxy.Shared.Options;

/// <summary>What a node takes on. Zero is no limit wherever it is allowed.</summary>
public sealed record LimitOptions
{
    /// <summary>Client connections of the node at a time, 0 to 10,000,000.</summary>
    public int MaxConnections { get; init; } = 50_000;

    /// <summary>Connections of one client address at a time, 0 to 10,000,000.</summary>
    public int MaxConnectionsPerClient { get; init; }

    /// <summary>New connections per second, all together, 0 to 1,000,000.</summary>
    public int ConnectionRate { get; init; }

    /// <summary>New connections that may come at once after a pause, 1 to 1,000,000; 0: as many as in a second.</summary>
    public int ConnectionBurst { get; init; }

    /// <summary>
    /// Bytes that all tunnels may hold together for peers that do not read, 0 (no limit) to 1 TiB. A tunnel that would go
    /// beyond it ends.
    /// </summary>
    public long BufferMemory { get; init; } = 1L << 30;

    /// <summary>What becomes of clients for whom no descriptor or memory is left.</summary>
    public ExhaustionAction OnExhaustion { get; init; }

    /// <summary>
    /// When a refused client may come again (Retry-After, RFC 9110 section 10.2.3), 1 s to 1 h. Each is told a time between
    /// this and its double, so that they do not come back together.
    /// </summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(5);
}
