using System.Net;

namespace ActorProxy.Transport.Epoll;

/// <summary>The transport for Linux: one epoll reactor a loop.</summary>
public sealed class EpollTransport : ITransport
{
    private readonly EpollLoop[] _loops;

    /// <param name="onFault">Told of defects: exceptions that a callback let escape.</param>
    /// <exception cref="PlatformNotSupportedException">Not on Linux.</exception>
    /// <exception cref="TransportException">No descriptor is left.</exception>
    public EpollTransport(TransportOptions options, TimeProvider time, Action<Exception> onFault)
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("The epoll transport runs on Linux only; set actorproxy.transport.kind = sockets.");
        _loops = new EpollLoop[options.Loops];
        for (var i = 0; i < _loops.Length; i++)
            _loops[i] = new EpollLoop(i, options.RelayBuffer, time, onFault) { ScratchSize = options.RelayBuffer };
        foreach (var loop in _loops)
            loop.Start();
    }

    public string Name => "epoll";

    public IReadOnlyList<EventLoop> Loops => _loops;

    public IListener Listen(IPEndPoint endPoint, ListenOptions options, Action<Channel> onAccepted) =>
        new EpollListener(_loops, endPoint, options, onAccepted);

    public Channel CreateChannel(EventLoop loop, ChannelOptions options) => new EpollChannel((EpollLoop)loop, options);

    public Relay CreateRelay(Channel client, Channel upstream, IRelayHandler handler) =>
        client is EpollChannel first && upstream is EpollChannel second
            ? new EpollRelay((EpollLoop)client.Loop, first, second, handler)
            : new ChannelRelay(client, upstream, handler);

    /// <summary>Stops the loops and closes what is still open on them.</summary>
    public void Dispose()
    {
        foreach (var loop in _loops)
            loop.Stop();
    }
}
