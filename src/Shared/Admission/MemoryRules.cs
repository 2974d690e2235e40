namespace ActorProxy.Shared.Admission;

/// <summary>When a node takes no new clients for want of memory: before the kernel or the runtime ends the process.</summary>
public static class MemoryRules
{
    /// <summary>From this share of the limit on, nobody new is taken.</summary>
    public const double High = 0.90;

    /// <summary>Below this share they are taken again.</summary>
    public const double Low = 0.85;

    /// <param name="near">Whether it was near before.</param>
    public static bool IsNear(bool near, MemoryUse use) => use.Share >= (near ? Low : High);

    /// <summary>What tunnels may hold for peers that do not read: as configured, but no more than half of the memory.</summary>
    /// <param name="configured">Bytes; 0 for no limit.</param>
    /// <param name="limit">The process's memory in bytes; null where it is not known.</param>
    public static long BufferMemory(long configured, long? limit) =>
        limit is not { } bytes ? configured : configured == 0 ? bytes / 2 : Math.Min(configured, bytes / 2);
}

/// <summary>Memory in use, and how much there is of it. Bytes.</summary>
public readonly record struct MemoryUse(long Used, long Limit)
{
    public double Share => Limit <= 0 ? 0 : (double)Used / Limit;
}

/// <summary>Whether something has run out, by looks in equal distances: told at its beginning and at its end, and not between.</summary>
/// <param name="Is">Whether it has.</param>
/// <param name="Quiet">Looks in a row without a denial since.</param>
public readonly record struct Exhaustion(bool Is, int Quiet)
{
    /// <summary>Looks without a denial after which it is over: those who are let in meanwhile may use up what was given back.</summary>
    public const int QuietLooks = 20;

    /// <param name="denied">Whether anybody was denied since the look before.</param>
    public Exhaustion Next(bool denied) =>
        denied ? new Exhaustion(true, 0) : Is && Quiet + 1 < QuietLooks ? this with { Quiet = Quiet + 1 } : default;
}
