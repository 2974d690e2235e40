using System.Net;
using ActorProxy.Transport.Linux;

namespace ActorProxy.Transport.Epoll;

/// <summary>One loop's listening socket. All members are called on the loop.</summary>
internal sealed unsafe class EpollAcceptor : IReadyTarget
{
    /// <summary>Connections accepted in a row before established ones have their turn.</summary>
    private const int MaxAcceptsPerTurn = 64;

    /// <summary>How long accepting waits for descriptors to come free.</summary>
    private static readonly TimeSpan ExhaustedPause = TimeSpan.FromMilliseconds(100);

    private readonly EpollLoop _loop;
    private ChannelOptions _options;
    private readonly Action<Channel> _onAccepted;
    private readonly Action _onExhausted;
    private readonly Action _onClosed;
    private readonly Deadline _retry;
    private readonly int _fd;
    private readonly ulong _tag;
    private bool _paused;
    private bool _exhausted;
    private bool _closed;

    public EpollAcceptor(
        EpollLoop loop, int fd, ListenOptions options, Action<Channel> onAccepted, Action onExhausted, Action onClosed)
    {
        _loop = loop;
        _fd = fd;
        _options = options.Channel;
        _paused = options.IsPaused;
        _onAccepted = onAccepted;
        _onExhausted = onExhausted;
        _onClosed = onClosed;
        _retry = loop.CreateDeadline(() => { _exhausted = false; Watch(); });
        _tag = loop.Register(fd, _paused ? 0 : Libc.EPOLLIN, this);
    }

    public void OnReady(uint events)
    {
        var address = stackalloc byte[SocketAddressBytes.Size];
        for (var accepted = 0; accepted < MaxAcceptsPerTurn && !_closed && !_paused; accepted++)
        {
            if (_loop.Sockets.TryTakeClient() is not { } kind)
            {
                WaitForDescriptors();
                return;
            }
            var length = SocketAddressBytes.Size;
            var fd = Libc.accept4(_fd, address, &length, Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC);
            if (fd >= 0)
            {
                Hand(fd, SocketAddressBytes.Read(new ReadOnlySpan<byte>(address, SocketAddressBytes.Size)), kind);
                continue;
            }
            var errno = Errno.Last;
            _loop.Sockets.Give(kind);
            if (errno == Errno.EAGAIN)
                return;
            if (Errno.ToError(errno) == TransportError.ResourcesExhausted)
            {
                WaitForDescriptors();
                return;
            }
            // Any other error is of the one connection that was about to be accepted (accept(2)): on to the next.
        }
    }

    public void SetPaused(bool paused)
    {
        _paused = paused;
        Watch();
    }

    public void Take(ListenOptions options)
    {
        if (_closed)
            return;
        _options = options.Channel;
        EpollSockets.Configure(_fd, options.Channel);
        // Called again, it sets the backlog (listen(2)).
        if (Libc.listen(_fd, options.Backlog) != 0)
            throw Errno.Exception(Errno.Last, "cannot set the backlog");
    }

    public void Close()
    {
        if (_closed)
            return;
        _closed = true;
        _retry.Disarm();
        _loop.Unregister(_tag);
        EpollSockets.Close(_fd, abort: false);
        _onClosed();
    }

    private void Hand(int fd, IPEndPoint peer, SocketKind kind)
    {
        EpollChannel channel;
        try
        {
            channel = new EpollChannel(_loop, _options, fd, peer, kind);
        }
        catch (TransportException) // the kernel watches no more sockets: as good as having no descriptor
        {
            EpollSockets.Close(fd, abort: true);
            _loop.Sockets.Give(kind);
            WaitForDescriptors();
            return;
        }
        _onAccepted(channel);
    }

    private void WaitForDescriptors()
    {
        _exhausted = true;
        Watch();
        _retry.Arm(ExhaustedPause);
        _onExhausted();
    }

    private void Watch()
    {
        if (!_closed)
            _loop.Modify(_fd, _paused || _exhausted ? 0 : Libc.EPOLLIN, _tag);
    }
}
