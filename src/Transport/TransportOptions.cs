namespace ActorProxy.Transport;

/// <summary>Settings of a transport.</summary>
/// <param name="Loops">Event loops, one thread each; 1 to 1024. Default: one per processor the process may use.</param>
/// <param name="RelayBuffer">
/// Most bytes that one read takes, and so most that a relay holds in memory per direction while a peer does not read;
/// 4 KiB to 1 MiB.
/// </param>
public sealed record TransportOptions(int Loops, int RelayBuffer)
{
    /// <summary>
    /// On Linux: small reads in a row, at least 1, after which a relay moves into its loop's io_uring, where a message costs
    /// less; what lives shorter than that is not worth the move. Null: relays stay with epoll.
    /// </summary>
    public int? CalmReads { get; init; }

    /// <summary>What all relays may hold together. Default: no limit.</summary>
    public BufferBudget Buffers { get; init; } = new(long.MaxValue);

    /// <summary>How many sockets may be open. Default: no limit.</summary>
    public SocketBudget Sockets { get; init; } = new();

    /// <summary>By which loops notice that they stood still. Tests have one of their own.</summary>
    internal TimeProvider Running { get; init; } = TimeProvider.System;

    /// <summary>One loop per processor, 64 KiB.</summary>
    public static TransportOptions Default { get; } = new(Environment.ProcessorCount, 64 * 1024);
}
