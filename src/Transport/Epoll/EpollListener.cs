using System.Net;
using ActorProxy.Transport.Linux;

namespace ActorProxy.Transport.Epoll;

/// <summary>
/// One listening socket a loop, all of one address (SO_REUSEPORT): the kernel deals new connections to them by a hash of their addresses.
/// </summary>
internal sealed unsafe class EpollListener : IListener
{
    private readonly EpollAcceptor[] _acceptors;
    private readonly IReadOnlyList<EpollLoop> _loops;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open;
    private long _pauses;

    public EpollListener(IReadOnlyList<EpollLoop> loops, IPEndPoint endPoint, ListenOptions options, Action<Channel> onAccepted)
    {
        _loops = loops;
        _open = loops.Count;
        _acceptors = new EpollAcceptor[loops.Count];
        var fds = Bind(endPoint, loops.Count, options);
        EndPoint = EpollSockets.LocalEndPoint(fds[0])!;
        foreach (var loop in loops)
        {
            var fd = fds[loop.Index];
            loop.Post(() => _acceptors[loop.Index] = new EpollAcceptor(
                loop, fd, options, onAccepted, () => Interlocked.Increment(ref _pauses), OnClosed));
        }
    }

    public IPEndPoint EndPoint { get; }

    public Task Closed => _closed.Task;

    public long Pauses => Interlocked.Read(ref _pauses);

    public void Pause() => OnEach(acceptor => acceptor.SetPaused(true));

    public void Resume() => OnEach(acceptor => acceptor.SetPaused(false));

    public void Take(ListenOptions options) => OnEach(acceptor => acceptor.Take(options));

    public void Dispose() => OnEach(acceptor => acceptor.Close());

    private void OnEach(Action<EpollAcceptor> action)
    {
        foreach (var loop in _loops)
            loop.Post(() => action(_acceptors[loop.Index]));
    }

    private void OnClosed()
    {
        if (Interlocked.Decrement(ref _open) == 0)
            _closed.SetResult();
    }

    private static int[] Bind(IPEndPoint endPoint, int count, ListenOptions options)
    {
        var fds = new List<int>(count);
        try
        {
            for (var i = 0; i < count; i++)
            {
                fds.Add(EpollSockets.Create(SocketAddressBytes.Family(endPoint)));
                // The port that the first one got is everyone's.
                var address = i == 0 ? endPoint : EpollSockets.LocalEndPoint(fds[0])!;
                BindOne(fds[i], address, first: i == 0, options);
            }
            return [.. fds];
        }
        catch
        {
            foreach (var fd in fds)
                EpollSockets.Close(fd, abort: false);
            throw;
        }
    }

    private static void BindOne(int fd, IPEndPoint endPoint, bool first, ListenOptions options)
    {
        EpollSockets.Set(fd, Libc.SOL_SOCKET, Libc.SO_REUSEADDR, 1);
        // The first one binds without sharing, so a second process on the same port is an error and not a silent partner; where it
        // follows on one of ours, that one has kept all others out.
        if (!first || options.IsShared)
            EpollSockets.Set(fd, Libc.SOL_SOCKET, Libc.SO_REUSEPORT, 1);
        if (endPoint.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6)
            EpollSockets.Set(fd, Libc.IPPROTO_IPV6, Libc.IPV6_V6ONLY, endPoint.Address.Equals(IPAddress.IPv6Any) ? 0 : 1);
        var address = stackalloc byte[SocketAddressBytes.Size];
        var length = SocketAddressBytes.Write(endPoint, new Span<byte>(address, SocketAddressBytes.Size));
        if (Libc.bind(fd, address, length) != 0)
            throw Errno.Exception(Errno.Last, $"cannot bind {endPoint}");
        if (first && !options.IsShared)
            EpollSockets.Set(fd, Libc.SOL_SOCKET, Libc.SO_REUSEPORT, 1);
        EpollSockets.Configure(fd, options.Channel);
        if (Libc.listen(fd, options.Backlog) != 0)
            throw Errno.Exception(Errno.Last, $"cannot listen on {endPoint}");
    }
}
