namespace ActorProxy.Shared.Admission;

/// <summary>
/// What a process's limit of open files (RLIMIT_NOFILE) is for: a node must never meet it, since a runtime that does aborts.
/// </summary>
/// <param name="Limit">Descriptors that the process may have.</param>
/// <param name="Base">Those that are no sockets of clients or backends: assemblies, files, listeners, cluster, database.</param>
/// <param name="Reserve">Those that are kept free: see <see cref="ReserveFor"/>.</param>
public readonly record struct DescriptorPlan(long Limit, int Base, int Reserve)
{
    /// <summary>
    /// The limit below which no node starts: a node at rest with all its servers, what is kept free, and some clients.
    /// </summary>
    public const int LeastLimit = 512;

    /// <summary>
    /// What a node has open at rest, for before it is counted: 240 alone, 303 with registry and all side servers (November 2026).
    /// </summary>
    public const int AtRest = 310;

    /// <summary>Connections that each side server may have, whatever else is open, and those that it is about to close.</summary>
    public const int SidePlaces = SidePlaceRules.Kept + SidePlaceRules.MaxClosing;

    /// <summary>
    /// What the runtime opens after the count: assemblies on first use (6 by a first request of each kind), files that are read
    /// anew, sockets of name resolution, and nodes and databases that are connected to between two counts.
    /// </summary>
    private const int ForRuntime = 64;

    /// <summary>Sockets of clients and backends that may be open together.</summary>
    public long Capacity => Math.Max(0, Limit - Base - Reserve);

    /// <summary>Clients that may be open together, each with a connection to a backend.</summary>
    public long Clients => Capacity / 2;

    /// <param name="loops">Event loops, each of which may open an io_uring.</param>
    /// <param name="sideServers">Of health, metrics and admin those that are on.</param>
    /// <param name="surplus">Clients that are accepted only to be refused.</param>
    public static int ReserveFor(int loops, int sideServers, int surplus) => ForRuntime + loops + sideServers * SidePlaces + surplus;

    /// <summary>The limit that carries so many clients, each with a connection to a backend.</summary>
    public long LimitFor(int clients) => Base + Reserve + 2L * clients;
}
