namespace ActorProxy.Transport;

/// <summary>
/// The memory that all relays of a transport, and what else counts here, may hold together for peers that do not read. A relay
/// that would go beyond it gives up the peer that does not read (<see cref="TransportError.BufferLimit"/>). May be used from any thread.
/// </summary>
/// <param name="limit">See <see cref="Limit"/>.</param>
public sealed class BufferBudget(long limit)
{
    private long _limit = limit;
    private long _used;

    /// <summary>
    /// Bytes; <see cref="long.MaxValue"/> for no limit. Where it shrinks below what is taken, nothing is given up, and nothing more is
    /// given.
    /// </summary>
    public long Limit
    {
        get => Volatile.Read(ref _limit);
        set => Volatile.Write(ref _limit, value);
    }

    /// <summary>Bytes taken and not given back.</summary>
    public long Used => Interlocked.Read(ref _used);

    /// <summary>Takes so many bytes, or none where that would be too many.</summary>
    public bool TryTake(int bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= Limit)
            return true;
        Give(bytes);
        return false;
    }

    /// <summary>Takes bytes that are held already; false where they are too many, and somebody should give some back.</summary>
    public bool Take(int bytes) => Interlocked.Add(ref _used, bytes) <= Limit;

    public void Give(int bytes) => Interlocked.Add(ref _used, -bytes);
}
