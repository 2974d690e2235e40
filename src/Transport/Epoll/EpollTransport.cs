using System.Net;
using ActorProxy.Transport.Uring;

namespace ActorProxy.Transport.Epoll;

/// <summary>The transport for Linux: one epoll reactor a loop, which may have an io_uring for its active relays.</summary>
public sealed class EpollTransport : ITransport
{
    private readonly EpollLoop[] _loops;

    /// <param name="onFault">Told of defects: exceptions that a callback let escape.</param>
    /// <exception cref="PlatformNotSupportedException">Not on Linux, or io_uring is asked for and cannot be used.</exception>
    /// <exception cref="TransportException">No descriptor is left.</exception>
    public EpollTransport(TransportOptions options, TimeProvider time, Action<Exception> onFault)
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("The epoll transport runs on Linux only; set actorproxy.transport.kind = sockets.");
        if (options.CalmReads is not null && !SupportsUring)
            throw new PlatformNotSupportedException(
                "io_uring cannot be used here: it needs Linux 6.1 or later and a sandbox that allows it. Set "
                + "actorproxy.transport.kind = epoll, or auto.");
        Name = options.CalmReads is null ? "epoll" : "io-uring";
        _loops = new EpollLoop[options.Loops];
        for (var i = 0; i < _loops.Length; i++)
            _loops[i] = new EpollLoop(i, options.RelayBuffer, options.CalmReads ?? int.MaxValue, time, options.Running,
                onFault) { ScratchSize = options.RelayBuffer, Buffers = options.Buffers, Sockets = options.Sockets };
        foreach (var loop in _loops)
            loop.Start();
    }

    public string Name { get; }

    /// <summary>
    /// Whether this process may use io_uring as relays need it: Linux 6.1 or later, and no sandbox that forbids it. Tried out
    /// once, with a ring that is dropped again.
    /// </summary>
    public static bool SupportsUring { get; } = OperatingSystem.IsLinux() && RelayRing.IsSupported();

    public IReadOnlyList<EventLoop> Loops => _loops;

    public IListener Listen(IPEndPoint endPoint, ListenOptions options, Action<Channel> onAccepted) =>
        new EpollListener(_loops, endPoint, options, onAccepted);

    public Channel CreateChannel(EventLoop loop, ChannelOptions options) => new EpollChannel((EpollLoop)loop, options);

    public Relay CreateRelay(Channel downstream, Channel upstream, IRelayHandler handler) =>
        downstream is EpollChannel first && upstream is EpollChannel second
            ? new EpollRelay((EpollLoop)downstream.Loop, first, second, handler)
            : new ChannelRelay(downstream, upstream, handler);

    /// <summary>Stops the loops and closes what is still open on them.</summary>
    public void Dispose()
    {
        foreach (var loop in _loops)
            loop.Stop();
    }
}
