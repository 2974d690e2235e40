using System.Runtime.InteropServices;
using ActorProxy.Transport.Linux;
using ActorProxy.Transport.Uring;

namespace ActorProxy.Transport.Epoll;

/// <summary>A thread with an epoll instance of its own and one read buffer that all its relays share.</summary>
internal sealed unsafe class EpollLoop : EventLoop
{
    private const int MaxEvents = 256;

    // struct epoll_event is packed on x86-64 only.
    private static readonly int EventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int DataOffset = EventSize - 8;

    private readonly int _epoll;
    private readonly int _wake;
    private readonly byte* _events;
    private readonly Queue<EpollRelaySide> _unfinished = new();
    private readonly Stack<int> _freeSlots = new();
    private readonly Lock _wakeGate = new();
    private bool _closed;
    private IReadyTarget?[] _targets = new IReadyTarget?[256];
    private uint[] _generations = new uint[256];
    private int _nextSlot = 1; // slot 0 is the wake descriptor
    private RelayRing? _ring;

    /// <param name="calmReads">See <see cref="TransportOptions.CalmReads"/>; <see cref="int.MaxValue"/> for no ring.</param>
    public EpollLoop(int index, int readBufferSize, int calmReads, TimeProvider time, TimeProvider running, Action<Exception> onFault)
        : base("epoll", index, time, running, onFault)
    {
        CalmReads = calmReads;
        ReadBufferSize = readBufferSize;
        ReadBuffer = (byte*)NativeMemory.AlignedAlloc((nuint)readBufferSize, 4096);
        _events = (byte*)NativeMemory.AlignedAlloc((nuint)(MaxEvents * EventSize), 64);
        _epoll = Libc.epoll_create1(Libc.EPOLL_CLOEXEC);
        if (_epoll < 0)
            throw Errno.Exception(Errno.Last, "cannot create an epoll instance");
        _wake = Libc.eventfd(0, Libc.EFD_NONBLOCK | Libc.EFD_CLOEXEC);
        if (_wake < 0)
            throw Errno.Exception(Errno.Last, "cannot create an eventfd");
        Control(Libc.EPOLL_CTL_ADD, _wake, Libc.EPOLLIN | Libc.EPOLLET, 0);
    }

    /// <summary>Scratch space for one read; its content is valid until the next one on this loop.</summary>
    public byte* ReadBuffer { get; }

    public int ReadBufferSize { get; }

    /// <summary>Small reads in a row after which a relay moves into the ring.</summary>
    public int CalmReads { get; }

    /// <summary>The ring of the loop's active relays, made when the first one asks.</summary>
    public RelayRing Ring => _ring!;

    /// <summary>The ring, or null where it cannot be made now: a relay goes on with epoll and asks again.</summary>
    public RelayRing? OpenRing()
    {
        try
        {
            return _ring ??= RelayRing.Create(Woke, ReportFault);
        }
        catch (TransportException) // no descriptor or memory left: nothing that a relay needs
        {
            return null;
        }
    }

    /// <summary>Adds a descriptor to the epoll set.</summary>
    /// <returns>Its tag, for the other calls. A tag is never reused, so a late event for a closed descriptor finds nobody.</returns>
    /// <exception cref="TransportException">The kernel has no room for it.</exception>
    public ulong Register(int fd, uint events, IReadyTarget target)
    {
        if (!_freeSlots.TryPop(out var slot))
        {
            slot = _nextSlot++;
            if (slot == _targets.Length)
            {
                Array.Resize(ref _targets, slot * 2);
                Array.Resize(ref _generations, slot * 2);
            }
        }
        var tag = (ulong)++_generations[slot] << 32 | (uint)slot;
        _targets[slot] = target;
        if (Control(Libc.EPOLL_CTL_ADD, fd, events, tag) == 0)
            return tag;
        var errno = Errno.Last;
        Unregister(tag);
        throw Errno.Exception(errno, "cannot watch a socket");
    }

    /// <summary>Lets another object hear of the same descriptor.</summary>
    public void Replace(ulong tag, IReadyTarget target) => _targets[(int)(uint)tag] = target;

    /// <summary>Forgets a descriptor, which the caller closes: that takes it out of the epoll set.</summary>
    public void Unregister(ulong tag)
    {
        var slot = (int)(uint)tag;
        _targets[slot] = null;
        _freeSlots.Push(slot);
    }

    /// <summary>Changes which events are waited for.</summary>
    public void Modify(int fd, uint events, ulong tag)
    {
        if (Control(Libc.EPOLL_CTL_MOD, fd, events, tag) != 0)
            throw Errno.Exception(Errno.Last, "cannot change what a socket is watched for");
    }

    /// <summary>Watches a registered descriptor no more, but keeps its registration.</summary>
    public void Unwatch(int fd) => Control(Libc.EPOLL_CTL_DEL, fd, 0, 0);

    /// <summary>Watches a registered descriptor again, and hears at once of what is ready. Whether the kernel has room for it.</summary>
    public bool TryWatch(int fd, uint events, ulong tag) => Control(Libc.EPOLL_CTL_ADD, fd, events, tag) == 0;

    /// <summary>Has more to read than its share of this turn: comes again after the others.</summary>
    public void ContinueLater(EpollRelaySide end) => _unfinished.Enqueue(end);

    protected override bool Poll(int timeoutMs)
    {
        if (_unfinished.Count > 0)
            timeoutMs = 0;
        var all = true;
        if (_ring is not { IsActive: true } ring)
            all = Look(timeoutMs);
        else if (ring.Wait(_epoll, timeoutMs))
            all = Look(0);
        for (var i = _unfinished.Count; i > 0; i--)
            _unfinished.Dequeue().Continue();
        return all && _unfinished.Count == 0;
    }

    protected override void Wake()
    {
        lock (_wakeGate)
        {
            ulong one = 1;
            if (!_closed)
                _ = Libc.write(_wake, &one, sizeof(ulong));
        }
    }

    protected override void CloseAll()
    {
        foreach (var target in _targets.ToArray())
            target?.Close();
        lock (_wakeGate)
        {
            _closed = true;
            _ = Libc.close(_wake);
        }
        _ring?.Dispose();
        _ = Libc.close(_epoll);
        NativeMemory.AlignedFree(ReadBuffer);
        NativeMemory.AlignedFree(_events);
    }

    /// <returns>Whether that was all that was ready.</returns>
    private bool Look(int timeoutMs)
    {
        var count = Libc.epoll_wait(_epoll, _events, MaxEvents, timeoutMs);
        Woke();
        for (var i = 0; i < count; i++)
        {
            var @event = _events + i * EventSize;
            var tag = *(ulong*)(@event + DataOffset);
            // The wake descriptor is edge-triggered: it needs no read, each write to it is an event.
            if (tag != 0)
                Dispatch(tag, *(uint*)@event);
        }
        return count < MaxEvents;
    }

    private void Dispatch(ulong tag, uint events)
    {
        var slot = (int)(uint)tag;
        if (_generations[slot] != (uint)(tag >> 32) || _targets[slot] is not { } target)
            return;
        ReadsLeft = MaxReadsAtOnce;
        try
        {
            target.OnReady(events);
        }
        catch (Exception fault)
        {
            ReportFault(fault);
        }
    }

    private int Control(int operation, int fd, uint events, ulong tag)
    {
        var @event = stackalloc byte[16];
        *(uint*)@event = events;
        *(ulong*)(@event + DataOffset) = tag;
        return Libc.epoll_ctl(_epoll, operation, fd, @event);
    }
}
