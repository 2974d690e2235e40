using ActorProxy.Transport.Linux;

namespace ActorProxy.Transport.Epoll;

/// <summary>
/// A socket that nobody uses any more and that is closed behind its peer: see <see cref="Channel.CloseBehindPeer"/>. Owns no buffer.
/// </summary>
internal sealed unsafe class ClosingSocket : IReadyTarget
{
    private readonly EpollLoop _loop;
    private readonly int _fd;
    private readonly ulong _tag;
    private readonly SocketKind _kind;
    private readonly LateKeepAlive? _keepAlive;
    private readonly Deadline _deadline;
    private bool _closed;

    /// <param name="tag">Of a registered descriptor, of which this one hears from now on.</param>
    /// <param name="keepAlive">To be stopped before the socket is closed; null for none.</param>
    public ClosingSocket(EpollLoop loop, int fd, ulong tag, SocketKind kind, LateKeepAlive? keepAlive, TimeSpan most)
    {
        (_loop, _fd, _tag, _kind, _keepAlive) = (loop, fd, tag, kind, keepAlive);
        loop.Replace(tag, this);
        _deadline = loop.CreateDeadline(Close);
        _deadline.Arm(most);
        // The kernel does not tell again of what is there. Later: the caller may be looking at bytes in the loop's buffer.
        loop.Post(Read);
    }

    public void OnReady(uint events) => Read();

    /// <summary>The descriptor is epoll's again.</summary>
    public void Watch()
    {
        if (!_closed && !_loop.TryWatch(_fd, EpollChannel.Events, _tag))
            Close();
    }

    public void Close()
    {
        if (_closed)
            return;
        _closed = true;
        _deadline.Disarm();
        _loop.Unregister(_tag);
        _keepAlive?.Stop();
        EpollSockets.Close(_fd, abort: false);
        _loop.Sockets.Give(_kind);
    }

    private void Read()
    {
        for (var reads = 0; !_closed; reads++)
        {
            if (reads == EventLoop.MaxReadsAtOnce)
            {
                _loop.Post(Read);
                return;
            }
            var read = Libc.recv(_fd, _loop.ReadBuffer, _loop.ReadBufferSize, 0);
            var errno = read < 0 ? Errno.Last : 0;
            if (errno == Errno.EAGAIN)
                return;
            if (read <= 0 && errno != Errno.EINTR)
                Close();
        }
    }
}
