using System.Net;
using ActorProxy.Transport.Linux;

namespace ActorProxy.Transport.Epoll;

/// <summary>Makes and sets up non-blocking TCP sockets.</summary>
internal static unsafe class EpollSockets
{
    /// <summary>Probes that stay unanswered before the kernel gives a connection up.</summary>
    private const int KeepAliveProbes = 3;

    /// <exception cref="TransportException">No descriptor is left.</exception>
    public static int Create(int family)
    {
        var fd = Libc.socket(family, Libc.SOCK_STREAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC, 0);
        return fd >= 0 ? fd : throw Errno.Exception(Errno.Last, "cannot open a socket");
    }

    /// <summary>
    /// Sets up a listening socket with what accepted channels have: they inherit it, which saves five calls a connection. Those that
    /// connect cannot, and get most of it later: <see cref="LateKeepAlive"/>.
    /// </summary>
    public static void Configure(int fd, ChannelOptions options)
    {
        SetNoDelay(fd);
        if (!TrySetKeepAlive(fd, options))
            throw Errno.Exception(Errno.Last, "cannot set up keepalive");
    }

    public static void SetNoDelay(int fd) => Set(fd, Libc.IPPROTO_TCP, Libc.TCP_NODELAY, 1);

    /// <summary>False where the socket is dead already.</summary>
    public static bool TrySetKeepAlive(int fd, ChannelOptions options)
    {
        var seconds = (int)options.KeepAlive.TotalSeconds;
        if (seconds == 0)
            return TrySet(fd, Libc.SOL_SOCKET, Libc.SO_KEEPALIVE, 0); // a listener may have had it on
        return TrySet(fd, Libc.SOL_SOCKET, Libc.SO_KEEPALIVE, 1)
            && TrySet(fd, Libc.IPPROTO_TCP, Libc.TCP_KEEPIDLE, seconds)
            && TrySet(fd, Libc.IPPROTO_TCP, Libc.TCP_KEEPINTVL, Math.Max(1, seconds / KeepAliveProbes))
            && TrySet(fd, Libc.IPPROTO_TCP, Libc.TCP_KEEPCNT, KeepAliveProbes);
    }

    /// <summary>
    /// Has the socket connect from an address of ours. Its port is the kernel's choice at the connect, when it knows the peer: one that is
    /// chosen before is taken for all peers, so that there were 28,232 connections to all of them together.
    /// </summary>
    /// <exception cref="TransportException">The address is none of this machine's.</exception>
    public static void BindSource(int fd, IPAddress source)
    {
        _ = TrySet(fd, Libc.IPPROTO_IP, Libc.IP_BIND_ADDRESS_NO_PORT, 1); // Linux 4.2
        var address = stackalloc byte[SocketAddressBytes.Size];
        var length = SocketAddressBytes.Write(new IPEndPoint(source, 0), new Span<byte>(address, SocketAddressBytes.Size));
        if (Libc.bind(fd, address, length) != 0)
            throw Errno.Exception(Errno.Last, $"cannot connect from {source}");
    }

    public static void Set(int fd, int level, int option, int value)
    {
        if (!TrySet(fd, level, option, value))
            throw Errno.Exception(Errno.Last, $"cannot set socket option {level}/{option}");
    }

    private static bool TrySet(int fd, int level, int option, int value) =>
        Libc.setsockopt(fd, level, option, &value, sizeof(int)) == 0;

    /// <summary>The error that waits on the socket, which this call clears.</summary>
    public static int TakeError(int fd)
    {
        int error = 0, length = sizeof(int);
        return Libc.getsockopt(fd, Libc.SOL_SOCKET, Libc.SO_ERROR, &error, &length) == 0 ? error : Errno.Last;
    }

    public static IPEndPoint? LocalEndPoint(int fd)
    {
        var address = stackalloc byte[SocketAddressBytes.Size];
        var length = SocketAddressBytes.Size;
        return Libc.getsockname(fd, address, &length) == 0
            ? SocketAddressBytes.Read(new ReadOnlySpan<byte>(address, SocketAddressBytes.Size))
            : null;
    }

    /// <summary>Closes it; with <paramref name="abort"/> the peer gets RST and the kernel forgets what is unsent.</summary>
    public static void Close(int fd, bool abort)
    {
        if (abort)
        {
            var linger = stackalloc int[2] { 1, 0 };
            // Fails only on a socket that is already dead, which needs no RST.
            _ = Libc.setsockopt(fd, Libc.SOL_SOCKET, Libc.SO_LINGER, linger, 2 * sizeof(int));
        }
        _ = Libc.close(fd);
    }
}
