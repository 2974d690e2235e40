using System.Net;
using System.Net.Sockets;

namespace ActorProxy.Transport.Sockets;

/// <summary>One listening socket, whose connections are dealt to the loops in turn.</summary>
internal sealed class SocketListener : IListener
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(100);

    private readonly SocketTransport _transport;
    private readonly SocketLoop[] _loops;
    private readonly TimeProvider _time;
    private volatile ChannelOptions _channelOptions;
    private readonly Action<Channel> _onAccepted;
    private readonly Socket _socket;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource? _accepting;
    private bool _disposed;
    private long _pauses;
    private int _latest = -1;

    public SocketListener(SocketTransport transport, SocketLoop[] loops, TimeProvider time,
        IPEndPoint endPoint, ListenOptions options, Action<Channel> onAccepted)
    {
        _transport = transport;
        _loops = loops;
        _time = time;
        _channelOptions = options.Channel;
        _onAccepted = onAccepted;
        try
        {
            _socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        }
        catch (SocketException failure)
        {
            throw SocketErrors.Exception(failure.SocketErrorCode, $"Cannot open a socket to listen on {endPoint}");
        }
        try
        {
            // Elsewhere it is so by default; on Windows another program could take our address from us.
            if (OperatingSystem.IsWindows())
                _socket.ExclusiveAddressUse = true;
            if (endPoint.Address.Equals(IPAddress.IPv6Any))
                _socket.DualMode = true;
            _socket.Bind(endPoint);
            _socket.Listen(options.Backlog);
            EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
        }
        catch (SocketException failure)
        {
            _socket.Dispose();
            throw SocketErrors.Exception(failure.SocketErrorCode, $"Cannot listen on {endPoint}");
        }
    }

    public IPEndPoint EndPoint { get; }

    public Task Closed => _closed.Task;

    private SocketBudget Sockets => _loops[0].Sockets;

    public long Pauses => Volatile.Read(ref _pauses);

    public void Pause()
    {
        lock (_gate)
        {
            // Not disposed: a source without a timer holds nothing, and its token is still looked at.
            _accepting?.Cancel();
            _accepting = null;
        }
    }

    public void Resume()
    {
        lock (_gate)
        {
            if (_accepting is not null || _disposed)
                return;
            _accepting = new CancellationTokenSource();
            var token = _accepting.Token;
            _ = Task.Run(() => AcceptAllAsync(token));
        }
    }

    public void Take(ListenOptions options)
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _channelOptions = options.Channel;
            _socket.Listen(options.Backlog);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            Pause();
            _disposed = true;
        }
        _socket.Dispose();
        _transport.Remove(this);
        _closed.SetResult();
    }

    private async Task AcceptAllAsync(CancellationToken paused)
    {
        try
        {
            while (true)
            {
                if (Sockets.TryTakeClient() is not { } kind)
                {
                    Interlocked.Increment(ref _pauses);
                    await Task.Delay(RetryAfter, _time, paused);
                    continue;
                }
                var (accepted, error) = await AcceptAsync(kind, paused);
                if (accepted is not null)
                {
                    Deal(accepted, Settled(kind));
                    continue;
                }
                if (SocketErrors.Of(error) == TransportError.ResourcesExhausted)
                    Interlocked.Increment(ref _pauses);
                // A client that left before we took it is no reason to wait; any other failure would come again at once.
                if (SocketErrors.Of(error) != TransportError.Reset)
                    await Task.Delay(RetryAfter, _time, paused);
            }
        }
        catch (OperationCanceledException)
        {
            // Paused or disposed: that is how this loop ends.
        }
        catch (ObjectDisposedException)
        {
            // Disposed between two calls.
        }
    }

    /// <summary>What a client is when it comes: its place was taken before, and there may be a better one now.</summary>
    private SocketKind Settled(SocketKind kind)
    {
        if (kind != SocketKind.Surplus || !Sockets.TryTake(SocketKind.Client))
            return kind;
        Sockets.Give(kind);
        return SocketKind.Client;
    }

    /// <summary>Where it does not end with a socket, the place is given back.</summary>
    private async ValueTask<(Socket? Accepted, SocketError Error)> AcceptAsync(SocketKind kind, CancellationToken paused)
    {
        var accepted = false;
        try
        {
            var socket = await _socket.AcceptAsync(paused);
            accepted = true;
            return (socket, SocketError.Success);
        }
        catch (SocketException failure) when (!paused.IsCancellationRequested)
        {
            return (null, failure.SocketErrorCode);
        }
        catch (SocketException)
        {
            throw new OperationCanceledException(paused);
        }
        finally
        {
            if (!accepted)
                Sockets.Give(kind);
        }
    }

    private void Deal(Socket accepted, SocketKind kind)
    {
        _latest = (_latest + 1) % _loops.Length;
        var loop = _loops[_latest];
        loop.Post(() =>
        {
            var channel = new SocketChannel(loop, _channelOptions, _transport.ReadAhead);
            if (!channel.Accept(accepted, kind))
                return;
            try
            {
                _onAccepted(channel);
            }
            catch
            {
                // Nobody owns it.
                channel.Abort();
                throw;
            }
        });
    }
}
