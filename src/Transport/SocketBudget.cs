namespace ActorProxy.Transport;

/// <summary>
/// How many sockets the process may have open for clients and backends, counted before each is opened: a process that asks
/// the kernel for a descriptor too many gets EMFILE, and the runtime aborts when that is itself. May be used from any thread.
/// </summary>
public sealed class SocketBudget
{
    /// <summary>Clients that may be accepted beyond the budget at a time, to be told so: the capacity leaves that many free.</summary>
    public const int MaxSurplus = 16;

    private long _open; // clients in the upper half, backends in the lower: both change together or not at all
    private long _capacity = long.MaxValue;
    private long _denied;
    private int _surplus;
    private volatile bool _suspended;
    private volatile bool _acceptsSurplus;

    /// <summary>Sockets that may be open together. Where it shrinks below what is open, nothing is closed.</summary>
    public long Capacity
    {
        get => Volatile.Read(ref _capacity);
        set => Volatile.Write(ref _capacity, value);
    }

    /// <summary>While it is set no client is taken, as memory nears its end; connections to backends still are.</summary>
    public bool Suspended
    {
        get => _suspended;
        set => _suspended = value;
    }

    /// <summary>Whether clients without a place are accepted to be told so, rather than left in the kernel's backlog.</summary>
    public bool AcceptsSurplus
    {
        get => _acceptsSurplus;
        set => _acceptsSurplus = value;
    }

    public int Clients => Split(Volatile.Read(ref _open)).Clients;

    public int Backends => Split(Volatile.Read(ref _open)).Backends;

    /// <summary>All sockets that are taken and not given back.</summary>
    public int Open => Clients + Backends + Volatile.Read(ref _surplus);

    /// <summary>
    /// What is not free for another client: sockets of clients and backends, and one for each client that no backend has. Up to
    /// <see cref="Capacity"/>.
    /// </summary>
    public long Taken
    {
        get
        {
            var (clients, backends) = Split(Volatile.Read(ref _open));
            return clients + (long)Math.Max(clients, backends);
        }
    }

    /// <summary>Whether so few places are left that none is to be kept for what only waits.</summary>
    public bool IsScarce => Open >= Capacity - Capacity / 4;

    /// <summary>How often a socket was denied because there were as many as may be.</summary>
    public long Denied => Volatile.Read(ref _denied);

    /// <summary>For a client that is about to be accepted: as what, or null where it must wait.</summary>
    public SocketKind? TryTakeClient()
    {
        if (TryTake(SocketKind.Client))
            return SocketKind.Client;
        return AcceptsSurplus && TryTake(SocketKind.Surplus) ? SocketKind.Surplus : null;
    }

    /// <summary>Takes a place for a socket, until <see cref="Give"/>.</summary>
    public bool TryTake(SocketKind kind)
    {
        if (kind == SocketKind.Client && _suspended)
            return false;
        if (kind == SocketKind.Surplus ? TryTakeSurplus() : TryTakeCounted(kind))
            return true;
        Interlocked.Increment(ref _denied);
        return false;
    }

    /// <summary>The socket is closed.</summary>
    public void Give(SocketKind kind)
    {
        if (kind == SocketKind.Surplus)
            Interlocked.Decrement(ref _surplus);
        else
            Interlocked.Add(ref _open, kind == SocketKind.Client ? -(1L << 32) : -1L);
    }

    /// <summary>
    /// Whether another client fits, with as many backends as there are clients then. They are not each client's own: a client
    /// whose streams of HTTP/2 have many leaves fewer to those before it, as what is kept is not known by its client.
    /// </summary>
    internal static bool MayTakeClient(int clients, int backends, long capacity) =>
        clients + 1L + Math.Max(clients + 1L, backends) <= capacity;

    internal static bool MayTakeBackend(int clients, int backends, long capacity) => clients + backends + 1L <= capacity;

    private static (int Clients, int Backends) Split(long open) => ((int)(open >> 32), (int)(uint)open);

    private bool TryTakeSurplus()
    {
        if (Interlocked.Increment(ref _surplus) <= MaxSurplus)
            return true;
        Interlocked.Decrement(ref _surplus);
        return false;
    }

    private bool TryTakeCounted(SocketKind kind)
    {
        var client = kind == SocketKind.Client;
        while (true)
        {
            var open = Volatile.Read(ref _open);
            var (clients, backends) = Split(open);
            if (client ? !MayTakeClient(clients, backends, Capacity) : !MayTakeBackend(clients, backends, Capacity))
                return false;
            if (Interlocked.CompareExchange(ref _open, open + (client ? 1L << 32 : 1L), open) == open)
                return true;
        }
    }
}
