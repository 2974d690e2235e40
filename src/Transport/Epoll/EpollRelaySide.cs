using System.Buffers;
using ActorProxy.Transport.Linux;
using ActorProxy.Transport.Uring;

namespace ActorProxy.Transport.Epoll;

/// <summary>
/// One socket of a relay, with the bytes that it does not take yet. Edge-triggered: it reads until the kernel has no
/// more or the peer's socket is full, and goes on when the kernel says so.
/// </summary>
/// <param name="keepAlive">Of the socket, to be stopped before it is closed; null for none.</param>
/// <param name="writeTimeout">See <see cref="ChannelOptions.WriteTimeout"/>.</param>
internal sealed unsafe partial class EpollRelaySide(
    EpollRelay relay, RelaySide side, int fd, ulong tag, bool peerGone, SocketKind kind, TimeSpan writeTimeout, LateKeepAlive? keepAlive)
    : RingMember, IReadyTarget
{
    /// <summary>Reads in a row before other sockets have their turn.</summary>
    private const int MaxReadsPerTurn = 8;

    private byte[]? _pending;
    private int _pendingStart;
    private int _pendingLength;
    private WriteDeadline? _deadline; // made when first something is pending
    private bool _peerGone = peerGone; // FIN or worse is behind the unread bytes: read until it shows
    private bool _finIsThere; // and nothing worse
    private bool _ended;
    private bool _closed;
    private bool _shutdownWanted;
    private bool _queued;
    private byte[]? _insert; // of ours, to be put between the bytes that the handler is looking at
    private int _insertAt;
    private bool _tellsSent; // when nothing is pending any more
    private ClosingSocket? _closing; // whose the socket is, where it is closed behind its peer

    public EpollRelaySide Peer { get; set; } = null!;

    /// <summary>Whether its end was read, or it has failed.</summary>
    public bool Ended => _ended;

    public bool Discarding { get; set; }

    /// <summary>Whether the kernel has told before the start that there is something to read: it does not tell again.</summary>
    public bool Unread { get; set; }

    public long Bytes { get; private set; }

    public int Pending => _closed ? 0 : _pendingLength + _sendQueued;

    public void OnReady(uint events)
    {
        if ((events & (Libc.EPOLLRDHUP | Libc.EPOLLHUP | Libc.EPOLLERR)) != 0)
        {
            _peerGone = true;
            _finIsThere = (events & (Libc.EPOLLHUP | Libc.EPOLLERR)) == 0;
        }
        Unread |= !relay.Started && (events & ~Libc.EPOLLOUT) != 0;
        if (!relay.Started || InRing)
            return;
        if ((events & Libc.EPOLLOUT) != 0 && _pendingLength > 0)
            Flush();
        if ((events & ~Libc.EPOLLOUT) == 0 || _closed)
            return;
        // Broken while the other side takes nothing: nobody would read the news for a long time.
        if ((events & Libc.EPOLLERR) != 0 && Peer._pendingLength > 0)
            Fail(Errno.ToError(EpollSockets.TakeError(fd)));
        else
            Pump();
    }

    /// <summary>The relay has started.</summary>
    public void Begin()
    {
        if (Unread)
            Pump();
    }

    /// <summary>Reads on after others had their turn.</summary>
    public void Continue()
    {
        _queued = false;
        Pump();
    }

    /// <summary>Moves what can be read to the peer.</summary>
    public void Pump()
    {
        if (InRing)
            return;
        var loop = relay.EpollLoop;
        for (var reads = 0; !_ended && !_closed; reads++)
        {
            // Backpressure: nothing is read while the peer's socket is full. Its Flush calls again.
            if (Peer._pendingLength > 0 && !Discarding)
                return;
            if (reads == MaxReadsPerTurn)
            {
                if (!_queued)
                    loop.ContinueLater(this);
                _queued = true;
                return;
            }
            var read = (int)Libc.recv(fd, loop.ReadBuffer, loop.ReadBufferSize, 0);
            if (read > 0)
            {
                Bytes += read;
                relay.Touch(read);
                if (!Discarding)
                    Forward(loop.ReadBuffer, read);
                // A short read has emptied the socket, unless the end is behind it: no call just to hear EAGAIN.
                if (read < loop.ReadBufferSize && !_peerGone)
                {
                    relay.EnterRingIfCalm();
                    return;
                }
                // Nor one to hear of the FIN that was there before the read, which so has taken all that came before it.
                if (read < loop.ReadBufferSize && _finIsThere && !_ended && !_closed && (Discarding || Peer._pendingLength == 0))
                {
                    EndInOrder();
                    return;
                }
                continue;
            }
            if (read == 0)
            {
                EndInOrder();
                return;
            }
            var errno = Errno.Last;
            if (errno == Errno.EAGAIN)
                return;
            if (errno != Errno.EINTR)
                Fail(Errno.ToError(errno));
        }
    }

    /// <summary>Sends behind what is pending.</summary>
    public void Send(byte* bytes, int length)
    {
        if (_closed || _shutdownWanted)
            return;
        var sent = 0;
        if (_pendingLength == 0 && _sendQueued == 0)
        {
            sent = (int)Libc.send(fd, bytes, length, Libc.MSG_NOSIGNAL);
            if (sent == length)
                return;
            if (sent < 0)
            {
                var errno = Errno.Last;
                if (errno is not (Errno.EAGAIN or Errno.EINTR))
                {
                    Fail(Errno.ToError(errno));
                    return;
                }
                sent = 0;
            }
        }
        Keep(new ReadOnlySpan<byte>(bytes + sent, length - sent));
    }

    /// <summary>From inside the handler's look at what came: bytes of ours go behind the first of these.</summary>
    public void Insert(int offset, byte[] bytes) => (_insertAt, _insert) = (offset, bytes);

    public void ShutdownSend()
    {
        _shutdownWanted = true;
        if (_pendingLength == 0 && _sendQueued == 0 && !_closed)
            _ = Libc.shutdown(fd, Libc.SHUT_WR);
    }

    public void TellSent()
    {
        _tellsSent = true;
        TellIfSent();
    }

    public void Close() => Close(abort: false);

    public void CloseBehindPeer(TimeSpan most)
    {
        if (_closed || _ended || _shutdownWanted || most <= TimeSpan.Zero || relay.EpollLoop.Sockets.IsScarce)
        {
            Close();
            return;
        }
        _closed = true;
        ReleasePending();
        _closing = new ClosingSocket(relay.EpollLoop, fd, tag, kind, keepAlive, most);
        FinishInRing();
    }

    public void Close(bool abort)
    {
        if (_closed)
            return;
        _closed = true;
        relay.EpollLoop.Unregister(tag);
        FinishInRing();
        keepAlive?.Stop();
        EpollSockets.Close(fd, abort);
        relay.EpollLoop.Sockets.Give(kind);
        ReleasePending();
        TellIfSent();
    }

    private void EndInOrder()
    {
        _ended = true;
        relay.Ended(side, TransportError.None);
    }

    private void Forward(byte* bytes, int length)
    {
        var take = relay.Handler.OnBytes(side, new ReadOnlySpan<byte>(bytes, length));
        if (take < length)
            Discarding = true;
        if (_insert is not null)
            SendWithInsert(bytes, take);
        else if (take > 0)
            Peer.Send(bytes, take);
    }

    private void SendWithInsert(byte* bytes, int length)
    {
        var (insert, before) = (_insert!, Math.Min(_insertAt, length));
        _insert = null;
        if (before > 0)
            Peer.Send(bytes, before);
        if (before < _insertAt) // the direction ends before the place
            return;
        fixed (byte* inserted = insert)
            Peer.Send(inserted, insert.Length);
        if (before < length)
            Peer.Send(bytes + before, length - before);
    }

    private void Keep(ReadOnlySpan<byte> rest)
    {
        if (!TryAppend(rest))
        {
            Fail(TransportError.BufferLimit);
            return;
        }
        // Between our send and now the kernel may have made room without telling: an edge needs a failed call behind it.
        if (_pendingLength == rest.Length && _sendQueued == 0)
            Flush();
    }

    private bool TryAppend(ReadOnlySpan<byte> rest)
    {
        if ((_pending is null || _pendingStart + _pendingLength + rest.Length > _pending.Length) && !TryGrow(_pendingLength + rest.Length))
            return false;
        rest.CopyTo(_pending.AsSpan(_pendingStart + _pendingLength));
        _pendingLength += rest.Length;
        (_deadline ??= new WriteDeadline(relay.EpollLoop, writeTimeout, OnWriteLate)).Start();
        return true;
    }

    private bool TryGrow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(length);
        if (!relay.EpollLoop.Buffers.TryTake(larger.Length))
        {
            ArrayPool<byte>.Shared.Return(larger);
            return false;
        }
        var (start, kept) = (_pendingStart, _pendingLength);
        _pending.AsSpan(start, kept).CopyTo(larger);
        ReleaseBuffer();
        (_pending, _pendingLength) = (larger, kept);
        return true;
    }

    private void Flush()
    {
        // What the ring has queued goes before what is kept. A side that has left the ring in this turn is told by epoll at once that it
        // has room: then, what came later overtook it.
        if (_sendQueued > 0)
            return;
        while (_pendingLength > 0)
        {
            int sent;
            fixed (byte* from = &_pending![_pendingStart])
                sent = (int)Libc.send(fd, from, _pendingLength, Libc.MSG_NOSIGNAL);
            if (sent < 0)
            {
                var errno = Errno.Last;
                if (errno == Errno.EINTR)
                    continue;
                if (errno == Errno.EAGAIN)
                    relay.LeaveRing(); // epoll tells when there is room
                else
                    Fail(Errno.ToError(errno));
                return;
            }
            _pendingStart += sent;
            _pendingLength -= sent;
            _deadline!.Restart();
        }
        ReleasePending();
        if (_shutdownWanted)
            _ = Libc.shutdown(fd, Libc.SHUT_WR);
        TellIfSent();
        // The peer may have more that it held back; not from here, where the peer may be in the middle of its Pump.
        Peer.ResumeLater();
    }

    private void TellIfSent()
    {
        if (!_tellsSent || Pending > 0)
            return;
        _tellsSent = false;
        relay.Sent(side);
    }

    private void ResumeLater()
    {
        if (_queued || _ended || _closed)
            return;
        _queued = true;
        relay.EpollLoop.ContinueLater(this);
    }

    /// <summary>
    /// The kernel tells of room only where a third of its buffer is free, which takes a slow peer long: so it is tried once more.
    /// </summary>
    private void OnWriteLate()
    {
        var pending = _pendingLength;
        Flush();
        if (pending > 0 && _pendingLength == pending)
            Fail(TransportError.WriteTimeout);
    }

    private void Fail(TransportError error)
    {
        if (_closed)
            return;
        // What lies in the kernel for a peer that does not read, the kernel would keep for a long time.
        Close(abort: error is TransportError.WriteTimeout or TransportError.BufferLimit);
        if (_ended)
            return;
        _ended = true;
        relay.Ended(side, error == TransportError.None ? TransportError.Reset : error);
    }

    private void ReleasePending()
    {
        _deadline?.Stop();
        ReleaseBuffer();
    }

    private void ReleaseBuffer()
    {
        if (_pending is { } buffer)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            relay.EpollLoop.Buffers.Give(buffer.Length);
        }
        _pending = null;
        _pendingStart = _pendingLength = 0;
    }
}
