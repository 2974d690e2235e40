using ActorProxy.Transport.Linux;

namespace ActorProxy.Transport.Uring;

/// <summary>
/// A loop's io_uring, for the sockets of active relays: one request receives for as long as a socket is a member, and what
/// is sent goes out for all sockets with the one call that waits for more. A message then costs the kernel's TCP and
/// little else. Everything out of the ordinary (a full socket, large reads, an end) is left to epoll, to which the member
/// goes back. Made and used on the loop.
/// </summary>
internal sealed unsafe class RelayRing(Action onWoke, Action<Exception> onFault) : IDisposable
{
    /// <summary>Requests between two submissions.</summary>
    private const uint Entries = 1024;

    // Kinds of completions, in the lowest bits of their user data.
    private const ulong KindMask = 3, EpollReady = 0, Received = 1, SendFailed = 2, Ignored = 3;

    private readonly SubmissionRing _ring = new(Entries, Entries * 16);
    private readonly BufferRing _buffers = new();
    private readonly Stack<int> _freeSlots = new();
    private RingMember?[] _members = new RingMember?[256];
    private int _slots;
    private int _count;
    private QueuedSend[] _sends = new QueuedSend[Entries];
    private int _sendCount;
    private bool _epollWatched;

    /// <summary>
    /// Whether there are members, or were and the kernel is not done with them, or something is queued to be sent: the last
    /// member may leave in the turn in which bytes came for the other side.
    /// </summary>
    public bool IsActive => _count > 0 || _sendCount > 0;

    /// <summary>Whether this process may use what the relay needs: Linux 6.1 or later, and no sandbox that forbids it.</summary>
    public static bool IsSupported()
    {
        try
        {
            Create(static () => { }, static _ => { }).Dispose();
            return true;
        }
        catch (TransportException)
        {
            return false;
        }
    }

    /// <param name="onWoke">Called each time that it has waited, before it runs what came.</param>
    /// <param name="onFault">Told of exceptions that a relay's handler let escape.</param>
    /// <exception cref="TransportException">The kernel has no io_uring of this kind, or forbids it.</exception>
    public static RelayRing Create(Action onWoke, Action<Exception> onFault)
    {
        var ring = new RelayRing(onWoke, onFault);
        try
        {
            ring._ring.Provide(ring._buffers);
            return ring;
        }
        catch
        {
            ring.Dispose();
            throw;
        }
    }

    /// <summary>Makes a socket a member: its bytes go to <see cref="RingMember.OnReceived"/>.</summary>
    /// <returns>Its slot, for the other calls, until <see cref="RingMember.OnReceived"/> was told of the last completion.</returns>
    public int Add(RingMember member)
    {
        if (!_freeSlots.TryPop(out var slot))
        {
            slot = _slots++;
            if (slot == _members.Length)
                Array.Resize(ref _members, slot * 2);
        }
        _members[slot] = member;
        _count++;
        Receive(slot, member.Fd);
        return slot;
    }

    /// <summary>Ends the receiving; a last completion tells when it has.</summary>
    public void Cancel(int slot)
    {
        var sqe = _ring.Next();
        sqe->Opcode = Sqe.AsyncCancel;
        sqe->Flags = Sqe.SkipSuccess;
        sqe->Fd = -1;
        sqe->Target = (ulong)slot << 2 | Received;
        sqe->UserData = Ignored;
    }

    /// <summary>
    /// Sends what is in a buffer at the end of this turn. <see cref="RingMember.OnSent"/> tells what came of it; until then the member
    /// queues no other.
    /// </summary>
    public void Send(RingMember to, ushort buffer, int length)
    {
        if (_sendCount == _sends.Length)
            Array.Resize(ref _sends, _sendCount * 2);
        var sqe = _ring.Next();
        sqe->Opcode = Sqe.Send;
        sqe->Flags = Sqe.SkipSuccess;
        sqe->Fd = to.Fd;
        sqe->Address = _buffers[buffer];
        sqe->Length = (uint)length;
        // A send that would have to wait fails instead, and so does one that is cut short: only these post a completion.
        sqe->OperationFlags = Libc.MSG_NOSIGNAL | Libc.MSG_DONTWAIT | Libc.MSG_WAITALL;
        sqe->UserData = (ulong)_sendCount << 2 | SendFailed;
        _sends[_sendCount++] = new QueuedSend(to, buffer, length);
    }

    /// <summary>Hands the kernel what is queued: before a descriptor that it names is closed.</summary>
    public void Submit() => _ring.Submit();

    /// <summary>Waits for members and for the epoll instance, for at most this long, and runs what came.</summary>
    /// <returns>Whether the epoll instance has something.</returns>
    public bool Wait(int epoll, int timeoutMs)
    {
        if (!_epollWatched)
            Watch(epoll);
        _ring.SubmitAndWait(timeoutMs);
        onWoke();
        // A send that was not taken is still to come, with what is in its buffer then.
        if (_sendCount > 0 && !_ring.IsAllTaken)
            _ring.Submit();
        var count = _ring.Completions;
        // What was queued to be sent goes before what has been received since.
        if (_sendCount > 0)
            Settle(count);
        var ready = false;
        for (var i = 0; i < count; i++)
        {
            ref readonly var completion = ref _ring.Peek(i);
            switch (completion.UserData & KindMask)
            {
                case Received:
                    OnReceived((int)(completion.UserData >> 2), completion);
                    break;
                case EpollReady:
                    ready = true;
                    break;
            }
        }
        _ring.Drop(count);
        _epollWatched &= !ready;
        return ready;
    }

    public void Dispose()
    {
        _ring.Dispose();
        _buffers.Dispose();
    }

    private void Receive(int slot, int fd)
    {
        var sqe = _ring.Next();
        sqe->Opcode = Sqe.Receive;
        sqe->Flags = Sqe.BufferSelect;
        sqe->Priority = Sqe.Multishot;
        sqe->Fd = fd;
        sqe->UserData = (ulong)slot << 2 | Received;
    }

    private void Watch(int epoll)
    {
        var sqe = _ring.Next();
        sqe->Opcode = Sqe.PollAdd;
        sqe->Fd = epoll;
        sqe->OperationFlags = Libc.EPOLLIN;
        sqe->UserData = EpollReady;
        _epollWatched = true;
    }

    private void OnReceived(int slot, in Cqe completion)
    {
        var member = _members[slot]!;
        if (completion.HasBuffer)
        {
            var buffer = completion.Buffer;
            if (!TryHandOn(member, buffer, completion.Result))
                Recycle(buffer);
        }
        if (completion.More)
            return;
        if (completion.Result == -Errno.ENOBUFS)
            _buffers.Grow();
        if (member.ReceivesOn(completion.Result))
        {
            Receive(slot, member.Fd);
            return;
        }
        _members[slot] = null;
        _freeSlots.Push(slot);
        _count--;
        member.OnLeft(completion.Result);
    }

    private bool TryHandOn(RingMember member, ushort buffer, int length)
    {
        try
        {
            return member.OnReceived(_buffers[buffer], length, buffer);
        }
        catch (Exception fault)
        {
            onFault(fault);
            return false;
        }
    }

    /// <summary>What was queued has been sent, or not: tells the members, and gives the buffers back.</summary>
    private void Settle(int completions)
    {
        for (var i = 0; i < completions; i++)
        {
            ref readonly var completion = ref _ring.Peek(i);
            if ((completion.UserData & KindMask) == SendFailed)
                _sends[completion.UserData >> 2].Result = completion.Result;
        }
        for (var i = 0; i < _sendCount; i++)
        {
            ref var send = ref _sends[i];
            send.To.OnSent(new ReadOnlySpan<byte>(_buffers[send.Buffer], send.Length), send.Result);
            _buffers.Add(send.Buffer);
        }
        Array.Clear(_sends, 0, _sendCount);
        _sendCount = 0;
        _buffers.Publish();
    }

    private void Recycle(ushort buffer)
    {
        _buffers.Add(buffer);
        _buffers.Publish();
    }

    /// <summary>A send of this turn. The result is set only where it failed or was cut short.</summary>
    private struct QueuedSend(RingMember to, ushort buffer, int length)
    {
        public readonly RingMember To = to;
        public readonly ushort Buffer = buffer;
        public readonly int Length = length;
        public int? Result;
    }
}
