using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Options;

/// <summary>What a node takes on.</summary>
public sealed record LimitOptions
{
    [Setting("Client connections at a time."), Between(0, 10_000_000, Zero = "no limit")]
    public int MaxConnections { get; init; } = 50_000;

    [Setting("Connections of one client at a time."), Between(0, 10_000_000, Zero = "no limit")]
    public int MaxConnectionsPerClient { get; init; }

    // A site has a /64 at least, and all of its addresses (RFC 6177).
    [Setting("A client is an IPv4 address, or all IPv6 addresses that have so many first bits in common."), Between(32, 128)]
    public int ClientPrefixIpv6 { get; init; } = 64;

    [Setting("New connections per second, all together."), Between(0, 1_000_000, Zero = "no limit")]
    public int ConnectionRate { get; init; }

    [Setting("New connections that may come at once after a pause."), Between(0, 1_000_000, Zero = "as many as in a second")]
    public int ConnectionBurst { get; init; }

    [Setting("What all tunnels may hold together for peers that do not read, and each HTTP connection beyond its "
        + "first max-head-size; who would go "
        + "beyond it, ends: {range}. Never more than half of the memory that the process may have."),
        Between("0B", "1024GiB", Zero = "no limit")]
    public long BufferMemory { get; init; } = 1L << 30;

    [Setting("How long a client or backend may take none of the bytes that wait for it: {range}. Then its connection "
        + "ends, or, of HTTP/2, its stream. "
        + "Who is sent nothing may be silent for as long as other time-outs let it."), Between("1s", "1h")]
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(60);

    [Setting("What becomes of clients for whom no descriptor (the process's limit of open files) or memory is left: "
        + "pause leaves them in the kernel's "
        + "backlog until there is, refuse answers them 503, 16 at a time, and cuts them where the listener speaks TLS.")]
    public ExhaustionAction OnExhaustion { get; init; }

    // RFC 9110 section 10.2.3. Between it and its double, so that clients do not come back together.
    [Setting("Retry-After, at least; each client is told a time between this and its double."), Between("1s", "1h")]
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>What becomes of clients for whom no descriptor or memory is left.</summary>
public enum ExhaustionAction
{
    /// <summary>They wait in the kernel's backlog.</summary>
    Pause,
    /// <summary>They are answered 503, a few at a time; on listeners with TLS they are cut.</summary>
    Refuse,
}
