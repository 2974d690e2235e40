using System.Runtime.InteropServices;

namespace ActorProxy.Transport.Linux;

/// <summary>
/// The C library's calls that the reactor makes. All but <see cref="epoll_wait"/> and <see cref="open"/> are short and never block, so
/// they skip the GC transition; errno is then read with <see cref="Marshal.GetLastSystemError"/> before anything else runs.
/// </summary>
internal static unsafe partial class Libc
{
    private const string C = "libc";

    public const int AF_INET = 2, AF_INET6 = 10;
    public const int SOCK_STREAM = 1, SOCK_NONBLOCK = 0x800, SOCK_CLOEXEC = 0x80000;
    public const int SOL_SOCKET = 1, SO_REUSEADDR = 2, SO_ERROR = 4, SO_KEEPALIVE = 9, SO_LINGER = 13, SO_REUSEPORT = 15;
    public const int IPPROTO_IP = 0, IP_BIND_ADDRESS_NO_PORT = 24;
    public const int IPPROTO_TCP = 6, TCP_NODELAY = 1, TCP_KEEPIDLE = 4, TCP_KEEPINTVL = 5, TCP_KEEPCNT = 6;
    public const int IPPROTO_IPV6 = 41, IPV6_V6ONLY = 26;
    public const int MSG_NOSIGNAL = 0x4000, MSG_DONTWAIT = 0x40, MSG_WAITALL = 0x100, SHUT_WR = 1;
    public const int O_NONBLOCK = 0x800, O_CLOEXEC = 0x80000;
    public const int EFD_NONBLOCK = 0x800, EFD_CLOEXEC = 0x80000, EPOLL_CLOEXEC = 0x80000;
    public const int EPOLL_CTL_ADD = 1, EPOLL_CTL_DEL = 2, EPOLL_CTL_MOD = 3;
    public const uint EPOLLIN = 1, EPOLLOUT = 4, EPOLLERR = 8, EPOLLHUP = 16, EPOLLRDHUP = 0x2000, EPOLLET = 1u << 31;

    /// <summary>For reading. May block.</summary>
    [LibraryImport(C, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int open(string path, int flags);

    [LibraryImport(C)]
    public static partial int epoll_wait(int epoll, byte* events, int max, int timeoutMs);

    [LibraryImport(C), SuppressGCTransition]
    public static partial int epoll_create1(int flags);

    [LibraryImport(C), SuppressGCTransition]
    public static partial int epoll_ctl(int epoll, int operation, int fd, byte* @event);

    [LibraryImport(C), SuppressGCTransition]
    public static partial int eventfd(uint initial, int flags);

    [LibraryImport(C), SuppressGCTransition]
    public static partial nint write(int fd, void* buffer, nint length);

    [LibraryImport(C), SuppressGCTransition]
    public static partial nint recv(int fd, void* buffer, nint length, int flags);

    [LibraryImport(C), SuppressGCTransition]
    public static partial nint send(int fd, void* buffer, nint length, int flags);

    [LibraryImport(C), SuppressGCTransition]
    public static partial int socket(int domain, int type, int protocol);

    [LibraryImport(C), SuppressGCTransition]
    public static partial int bind(int fd, byte* address, int length);

    [LibraryImport(C), SuppressGCTransition]
    public static partial int listen(int fd, int backlog);

    [LibraryImport(C), SuppressGCTransition]
    public static partial int accept4(int fd, byte* address, int* length, int flags);

    [LibraryImport(C), SuppressGCTransition]
    public static partial int connect(int fd, byte* address, int length);

    [LibraryImport(C), SuppressGCTransition]
    public static partial int getsockname(int fd, byte* address, int* length);

    [LibraryImport(C), SuppressGCTransition]
    public static partial int setsockopt(int fd, int level, int option, void* value, int length);

    [LibraryImport(C), SuppressGCTransition]
    public static partial int getsockopt(int fd, int level, int option, void* value, int* length);

    [LibraryImport(C), SuppressGCTransition]
    public static partial int shutdown(int fd, int how);

    [LibraryImport(C), SuppressGCTransition]
    public static partial int close(int fd);
}
