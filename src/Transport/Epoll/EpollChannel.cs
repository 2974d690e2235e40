using System.Net;
using ActorProxy.Transport.Linux;

namespace ActorProxy.Transport.Epoll;

/// <summary>
/// A socket in its handshake: reads and writes are tried at once and wait for the kernel only where it has nothing to give.
/// </summary>
internal sealed unsafe class EpollChannel : Channel, IReadyTarget
{
    /// <summary>What a socket is watched for, also after a relay has taken it over.</summary>
    internal const uint Events = Libc.EPOLLIN | Libc.EPOLLOUT | Libc.EPOLLRDHUP | Libc.EPOLLET;
    private const uint Gone = Libc.EPOLLRDHUP | Libc.EPOLLHUP | Libc.EPOLLERR;

    private readonly EpollLoop _loop;
    private readonly ChannelOptions _options;
    private IPEndPoint? _remote;
    private readonly PendingOperation _reading = new();
    private PendingOperation? _writing; // connecting, too
    private Memory<byte> _readBuffer;
    private ReadOnlyMemory<byte> _writeRest;
    private ulong _tag;
    private int _fd = -1;
    private readonly SocketKind _kind = SocketKind.Backend;
    private bool _connecting;
    private bool _closed;
    private bool _finSent;
    private bool _peerGone;
    private bool _goneSeen;
    // The kernel had no more to give, and has not said otherwise since: a read need not ask. So it begins, for what came before
    // the socket was watched is told at once.
    private bool _drained = true;
    private LateKeepAlive? _keepAlive; // of a connected channel
    private WriteDeadline? _deadline; // made with the first write that waits
    private TransportException? _failure; // where the channel was closed for one
    private Action? _readLater; // made once: a long body is read so each sixteenth time
    private Action? _peerClosed;

    /// <summary>A channel yet to be connected.</summary>
    public EpollChannel(EpollLoop loop, ChannelOptions options)
    {
        _loop = loop;
        _options = options;
    }

    /// <summary>An accepted channel.</summary>
    public EpollChannel(EpollLoop loop, ChannelOptions options, int fd, IPEndPoint peer, SocketKind kind)
        : this(loop, options)
    {
        _remote = peer;
        _fd = fd;
        _kind = kind;
        _tag = loop.Register(fd, Events, this);
    }

    public override EventLoop Loop => _loop;

    public override IPEndPoint? RemoteEndPoint => _remote;

    public override IPEndPoint? LocalEndPoint => _fd < 0 ? null : EpollSockets.LocalEndPoint(_fd);

    public override bool IsSurplus => _kind == SocketKind.Surplus;

    public override Action? PeerClosed
    {
        get => _peerClosed;
        set
        {
            _peerClosed = value;
            if (value is not null && _peerGone)
                _loop.Post(RaisePeerClosed);
        }
    }

    public override ValueTask ConnectAsync(IPEndPoint endPoint, IPAddress? source = null)
    {
        if (_closed)
            return ValueTask.FromException(Aborted());
        if (_fd >= 0)
            throw new InvalidOperationException("The channel is connected, or on its way.");
        try
        {
            _remote = endPoint;
            return StartConnect(endPoint, source);
        }
        catch (TransportException error)
        {
            return ValueTask.FromException(error);
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        if (_closed)
            return ValueTask.FromException<int>(Aborted());
        if (!_drained && _loop.ReadsLeft > 0)
        {
            _loop.ReadsLeft--;
            var read = TryRead(buffer.Span, out var error);
            if (read >= 0)
                return ValueTask.FromResult(read);
            if (error is not null)
                return ValueTask.FromException<int>(error);
        }
        _readBuffer = buffer;
        var reading = _reading.Begin();
        // The kernel does not tell again of what is there.
        if (!_drained)
            _loop.Post(_readLater ??= ReadLater);
        return reading;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_closed)
            return ValueTask.FromException(Aborted());
        if (_writing is { IsActive: true })
            throw new InvalidOperationException("The channel has a write under way already.");
        _writeRest = bytes;
        if (TryWriteRest(out var error))
            return error is null ? ValueTask.CompletedTask : ValueTask.FromException(error);
        (_deadline ??= new WriteDeadline(_loop, _options.WriteTimeout, OnWriteLate)).Restart();
        return (_writing ??= new PendingOperation()).BeginVoid();
    }

    public override int TryWrite(ReadOnlySpan<byte> bytes)
    {
        if (_closed)
            throw Aborted();
        if (_writing is { IsActive: true })
            throw new InvalidOperationException("The channel has a write under way already.");
        var sent = TrySend(bytes, out var error);
        // What fails behind bytes that were taken fails again with the next ones.
        return error is null || sent > 0 ? sent : throw error;
    }

    public override void ShutdownSend()
    {
        if (_closed)
            return;
        _finSent = true;
        _ = Libc.shutdown(_fd, Libc.SHUT_WR); // ENOTCONN: the connection is gone, and a read will say so
    }

    public override void Close() => CloseSocket(abort: false);

    public override void Abort() => CloseSocket(abort: true);

    public override void CloseBehindPeer(TimeSpan most)
    {
        if (_closed || _connecting || _tag == 0 || _finSent || most <= TimeSpan.Zero || _loop.Sockets.IsScarce)
        {
            Close();
            return;
        }
        _ = new ClosingSocket(_loop, _fd, _tag, _kind, _keepAlive, most);
        End();
    }

    public void OnReady(uint events)
    {
        _goneSeen |= (events & Gone) != 0;
        _drained &= (events & (Libc.EPOLLIN | Gone)) == 0;
        if (_connecting)
        {
            FinishConnect(events);
            return;
        }
        if ((events & Libc.EPOLLOUT) != 0 && _writing is { IsActive: true })
            _ = ContinueWrite();
        if (_closed)
            return;
        var gone = (events & Gone) != 0;
        // First: who asks behind a read that this event completes is one of those who ask later, and the kernel does not tell again.
        _peerGone |= gone;
        if (_reading.IsActive)
            ContinueRead();
        else if (gone)
            RaisePeerClosed();
    }

    /// <summary>Gives the socket up to a relay.</summary>
    /// <exception cref="InvalidOperationException">A read or write is under way, or the channel is closed.</exception>
    /// <returns>
    /// With the socket, whether it may have something to read, or has its peer's end: the kernel does not tell again; the time that its
    /// writes have; and what is to be stopped before it is closed.
    /// </returns>
    public (int Fd, ulong Tag, bool Drained, bool PeerGone, SocketKind Kind, TimeSpan WriteTimeout, LateKeepAlive? KeepAlive) Detach()
    {
        if (_closed || _connecting || _reading.IsActive || _writing is { IsActive: true })
            throw new InvalidOperationException("A channel goes into a relay open and with nothing under way.");
        _closed = true;
        _peerClosed = null;
        return (_fd, _tag, _drained, _peerGone || _goneSeen, _kind, _options.WriteTimeout, _keepAlive);
    }

    private ValueTask StartConnect(IPEndPoint endPoint, IPAddress? source)
    {
        _fd = Open(endPoint);
        EpollSockets.SetNoDelay(_fd);
        if (source is not null)
            EpollSockets.BindSource(_fd, source);
        var address = stackalloc byte[SocketAddressBytes.Size];
        var length = SocketAddressBytes.Write(endPoint, new Span<byte>(address, SocketAddressBytes.Size));
        var errno = Libc.connect(_fd, address, length) == 0 ? 0 : Errno.Last;
        if (errno is not (0 or Errno.EINPROGRESS))
            throw Errno.ConnectException(errno, $"cannot connect to {endPoint}");
        // Watched only now: an unconnected socket would report a hang-up.
        _tag = _loop.Register(_fd, Events, this);
        _keepAlive = LateKeepAlive.For(_loop, _fd, _options);
        if (errno == 0)
            return ValueTask.CompletedTask;
        _connecting = true;
        return (_writing = new PendingOperation()).BeginVoid();
    }

    private int Open(IPEndPoint endPoint)
    {
        if (!_loop.Sockets.TryTake(_kind))
            throw new TransportException(TransportError.ResourcesExhausted, $"cannot connect to {endPoint}: no descriptor is left for it");
        try
        {
            return EpollSockets.Create(SocketAddressBytes.Family(endPoint));
        }
        catch (TransportException)
        {
            _loop.Sockets.Give(_kind);
            throw;
        }
    }

    private void FinishConnect(uint events)
    {
        _connecting = false;
        // An error is told with the event: without one there is none to ask for.
        var errno = (events & (Libc.EPOLLERR | Libc.EPOLLHUP)) == 0 ? 0 : EpollSockets.TakeError(_fd);
        if (errno == 0)
            _writing!.Complete(0);
        else
            _writing!.Fail(Errno.ConnectException(errno, $"cannot connect to {_remote}"));
    }

    private void ReadLater()
    {
        if (_reading.IsActive)
            ContinueRead();
    }

    private void ContinueRead()
    {
        var read = TryRead(_readBuffer.Span, out var error);
        if (read < 0 && error is null)
            return;
        _readBuffer = default;
        if (error is null)
            _reading.Complete(read);
        else
            _reading.Fail(error);
    }

    /// <summary>False: the kernel took nothing.</summary>
    private bool ContinueWrite()
    {
        var waited = _writeRest.Length;
        if (!TryWriteRest(out var error))
        {
            if (_writeRest.Length == waited)
                return false;
            _deadline!.Restart();
            return true;
        }
        _deadline!.Stop();
        if (error is null)
            _writing!.Complete(0);
        else
            _writing!.Fail(error);
        return true;
    }

    /// <summary>-1 without an error: nothing there yet.</summary>
    private int TryRead(Span<byte> buffer, out TransportException? error)
    {
        error = null;
        fixed (byte* to = buffer)
        {
            while (true)
            {
                var read = Libc.recv(_fd, to, buffer.Length, 0);
                if (read >= 0)
                {
                    // An end that was told already is not told again.
                    _drained = read < buffer.Length && !_goneSeen;
                    return (int)read;
                }
                var errno = Errno.Last;
                if (errno == Errno.EINTR)
                    continue;
                if (errno != Errno.EAGAIN)
                    error = Errno.Exception(errno, "cannot read");
                _drained = errno == Errno.EAGAIN;
                return -1;
            }
        }
    }

    /// <summary>False: the kernel takes no more for now.</summary>
    private bool TryWriteRest(out TransportException? error)
    {
        _writeRest = _writeRest[TrySend(_writeRest.Span, out error)..];
        if (error is not null)
            _writeRest = default;
        return _writeRest.IsEmpty;
    }

    /// <summary>Bytes that the kernel takes; all of them but where there is an error, or it takes no more for now.</summary>
    private int TrySend(ReadOnlySpan<byte> bytes, out TransportException? error)
    {
        error = null;
        var sent = 0;
        fixed (byte* from = bytes)
        {
            while (sent < bytes.Length)
            {
                var taken = Libc.send(_fd, from + sent, bytes.Length - sent, Libc.MSG_NOSIGNAL);
                if (taken >= 0)
                {
                    sent += (int)taken;
                    continue;
                }
                var errno = Errno.Last;
                if (errno == Errno.EINTR)
                    continue;
                if (errno != Errno.EAGAIN)
                    error = Errno.Exception(errno, "cannot write");
                break;
            }
        }
        return sent;
    }

    /// <summary>
    /// The kernel tells of room only where a third of its buffer is free, which takes a slow peer long: so it is tried once more.
    /// </summary>
    private void OnWriteLate()
    {
        if (ContinueWrite())
            return;
        _failure = WriteDeadline.Late();
        CloseSocket(abort: true);
    }

    private void CloseSocket(bool abort)
    {
        if (_closed)
            return;
        if (_tag != 0)
            _loop.Unregister(_tag);
        if (_fd >= 0)
        {
            _keepAlive?.Stop();
            EpollSockets.Close(_fd, abort);
            _loop.Sockets.Give(_kind);
        }
        End();
    }

    /// <summary>What is under way fails.</summary>
    private void End()
    {
        _closed = true;
        _peerClosed = null;
        _deadline?.Stop();
        _readBuffer = default;
        _writeRest = default;
        // Last: the code that waits runs inline and may do anything.
        if (_reading.IsActive)
            _reading.Fail(Aborted());
        if (_writing is { IsActive: true })
            _writing.Fail(Aborted());
    }

    private void RaisePeerClosed()
    {
        var callback = _peerClosed;
        _peerClosed = null;
        if (!_closed)
            callback?.Invoke();
    }

    private TransportException Aborted() => _failure ?? new(TransportError.Aborted, "the channel was closed by its own side");
}
