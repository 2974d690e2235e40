using ActorProxy.Transport.Linux;

namespace ActorProxy.Transport.Uring;

/// <summary>
/// An io_uring of one thread: requests in, completions out. The kernel runs its part of the work only inside this thread's
/// calls (IORING_SETUP_DEFER_TASKRUN), so nothing interrupts a batch. Made and used on one thread.
/// </summary>
internal sealed unsafe class SubmissionRing : IDisposable
{
    private readonly int _fd;
    private readonly nint _rings;
    private readonly nint _ringsLength;
    private readonly Sqe* _sqes;
    private readonly nint _sqesLength;
    private readonly uint* _sqHead, _sqTail, _cqHead, _cqTail;
    private readonly Cqe* _cqes;
    private readonly uint _sqMask, _cqMask;
    private uint _queued; // the tail of what is written

    /// <param name="entries">Requests between two submissions; a power of two.</param>
    /// <param name="completions">Completions that may wait; a power of two.</param>
    /// <exception cref="TransportException">The kernel has no io_uring of this kind (it came with Linux 6.1), or forbids it.</exception>
    public SubmissionRing(uint entries, uint completions)
    {
        var parameters = new UringParameters
        {
            CqEntries = completions,
            Flags = UringCalls.SetupCqSize | UringCalls.SetupSubmitAll | UringCalls.SetupSingleIssuer | UringCalls.SetupDeferTaskrun,
        };
        _fd = UringCalls.SetUp(entries, &parameters);
        if (_fd < 0)
            throw Errno.Exception(Errno.Last, "cannot create an io_uring");
        _ringsLength = (nint)Math.Max(parameters.Sq.Array + parameters.SqEntries * sizeof(uint),
            parameters.Cq.Cqes + parameters.CqEntries * (uint)sizeof(Cqe));
        _sqesLength = (nint)(parameters.SqEntries * (uint)sizeof(Sqe));
        _rings = Map(_ringsLength, UringCalls.OffsetRings);
        _sqes = (Sqe*)Map(_sqesLength, UringCalls.OffsetSqes);
        _sqHead = (uint*)(_rings + (nint)parameters.Sq.Head);
        _sqTail = (uint*)(_rings + (nint)parameters.Sq.Tail);
        _sqMask = parameters.SqEntries - 1;
        _cqHead = (uint*)(_rings + (nint)parameters.Cq.Head);
        _cqTail = (uint*)(_rings + (nint)parameters.Cq.Tail);
        _cqMask = parameters.CqEntries - 1;
        _cqes = (Cqe*)(_rings + (nint)parameters.Cq.Cqes);
        var array = (uint*)(_rings + (nint)parameters.Sq.Array);
        for (var i = 0u; i < parameters.SqEntries; i++)
            array[i] = i;
    }

    /// <summary>Room for a request, zeroed. It goes out with the next submission, or with one made here where the queue is full.</summary>
    public Sqe* Next()
    {
        if (_queued - Volatile.Read(ref *_sqHead) > _sqMask)
            Submit();
        var sqe = _sqes + (_queued & _sqMask);
        *sqe = default;
        _queued++;
        return sqe;
    }

    /// <summary>Submits without waiting. What can be done at once is done when this returns; its completions are posted.</summary>
    public void Submit()
    {
        while (Publish() is var count && count > 0)
        {
            if (UringCalls.Submit(_fd, count) < 0 && Errno.Last is not Errno.EINTR and var errno)
                throw Errno.Exception(errno, "cannot submit to the io_uring");
        }
    }

    /// <summary>Submits, and waits for a completion for at most this long. -1: until there is one; 0: just looks.</summary>
    public void SubmitAndWait(int timeoutMs)
    {
        var timeout = new UringTimeout(timeoutMs);
        if (UringCalls.SubmitAndWait(_fd, Publish(), timeoutMs == 0 ? 0u : 1u, timeoutMs > 0 ? &timeout : null) >= 0)
            return;
        // EBUSY: completions wait for their reader, who comes next. What was not taken goes with the next call.
        var errno = Errno.Last;
        if (errno is not (Errno.ETIME or Errno.EINTR or Errno.EBUSY or Errno.EAGAIN))
            throw Errno.Exception(errno, "cannot wait for the io_uring");
    }

    /// <summary>Whether all that was submitted has been taken: else the kernel had its reasons, which it told.</summary>
    public bool IsAllTaken => _queued == Volatile.Read(ref *_sqHead);

    /// <summary>How many completions are there to <see cref="Peek"/> at.</summary>
    public int Completions => (int)(Volatile.Read(ref *_cqTail) - *_cqHead);

    /// <summary>A completion that has not been dropped; valid until it is.</summary>
    /// <param name="index">0 to <see cref="Completions"/> - 1.</param>
    public ref readonly Cqe Peek(int index) => ref _cqes[(*_cqHead + (uint)index) & _cqMask];

    /// <summary>Makes room: the first ones have been seen.</summary>
    public void Drop(int count) => Volatile.Write(ref *_cqHead, *_cqHead + (uint)count);

    /// <summary>Gives the kernel a ring of buffers as group 0.</summary>
    public void Provide(BufferRing buffers)
    {
        if (UringCalls.ProvideBuffers(_fd, buffers.Address, BufferRing.Count, group: 0) != 0)
            throw Errno.Exception(Errno.Last, "cannot provide buffers to the io_uring");
    }

    /// <summary>Closes it; the kernel ends what is under way.</summary>
    public void Dispose()
    {
        _ = UringCalls.munmap((nint)_sqes, _sqesLength);
        _ = UringCalls.munmap(_rings, _ringsLength);
        _ = Libc.close(_fd);
    }

    /// <summary>Shows the kernel what is written, and says how much of it has not been taken.</summary>
    private uint Publish()
    {
        Volatile.Write(ref *_sqTail, _queued);
        return _queued - Volatile.Read(ref *_sqHead);
    }

    private nint Map(nint length, nint offset)
    {
        var address = UringCalls.mmap(0, length, UringCalls.PROT_READ | UringCalls.PROT_WRITE,
            UringCalls.MAP_SHARED | UringCalls.MAP_POPULATE, _fd, offset);
        if (address != -1)
            return address;
        var errno = Errno.Last;
        _ = Libc.close(_fd);
        throw Errno.Exception(errno, "cannot map the io_uring");
    }
}
