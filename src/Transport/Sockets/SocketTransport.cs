using System.Net;

namespace ActorProxy.Transport.Sockets;

/// <summary>
/// The transport on System.Net.Sockets: for Windows, macOS and debugging. It is there to be simple and right, not fast:
/// the runtime's own threads wait for the sockets, and every completion takes the way through the loop's queue.
/// </summary>
public sealed class SocketTransport : ITransport
{
    private readonly TransportOptions _options;
    private readonly TimeProvider _time;
    private readonly SocketLoop[] _loops;
    private readonly Lock _gate = new();
    private readonly HashSet<SocketListener> _listeners = [];
    private bool _disposed;

    /// <summary>Starts the loops.</summary>
    /// <param name="onFault">Told of exceptions that posted work or callbacks let escape: see <see cref="EventLoop"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public SocketTransport(TransportOptions options, TimeProvider time, Action<Exception> onFault)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Loops, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Loops, 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.RelayBuffer, 4 * 1024);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.RelayBuffer, 1024 * 1024);
        _options = options;
        _time = time;
        _loops = [.. Enumerable.Range(0, options.Loops).Select(
            index => new SocketLoop(index, time, options.Running, onFault) { ScratchSize = ReadAhead, Buffers = options.Buffers,
            Sockets = options.Sockets })];
        foreach (var loop in _loops)
            loop.Start();
    }

    public string Name => "sockets";

    public IReadOnlyList<EventLoop> Loops => _loops;

    internal int ReadAhead => Math.Min(_options.RelayBuffer, SocketChannel.MaxReadAhead);

    public IListener Listen(IPEndPoint endPoint, ListenOptions options, Action<Channel> onAccepted)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var listener = new SocketListener(this, _loops, _time, endPoint, options, onAccepted);
            _listeners.Add(listener);
            if (!options.IsPaused)
                listener.Resume();
            return listener;
        }
    }

    public Channel CreateChannel(EventLoop loop, ChannelOptions options) => new SocketChannel(Own(loop), options, ReadAhead);

    public Relay CreateRelay(Channel downstream, Channel upstream, IRelayHandler handler) =>
        new ChannelRelay(downstream, upstream, handler);

    /// <summary>
    /// Stops listeners and loops, and closes every channel and relay. What waits fails with <see cref="TransportError.Aborted"/>.
    /// </summary>
    public void Dispose()
    {
        SocketListener[] listeners;
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            listeners = [.. _listeners];
        }
        foreach (var listener in listeners)
            listener.Dispose();
        foreach (var loop in _loops)
            loop.Stop();
    }

    internal void Remove(SocketListener listener)
    {
        lock (_gate)
            _listeners.Remove(listener);
    }

    private SocketLoop Own(EventLoop loop) =>
        loop is SocketLoop own && _loops.Contains(own)
            ? own
            : throw new ArgumentException("The loop must be one of this transport.", nameof(loop));
}
