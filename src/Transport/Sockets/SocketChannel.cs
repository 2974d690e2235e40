using System.Net;
using System.Net.Sockets;

namespace ActorProxy.Transport.Sockets;

/// <summary>
/// A channel that keeps a receive under way while its small buffer has room, so that it sees the peer close or break the
/// connection behind at most that many unread bytes.
/// </summary>
internal sealed partial class SocketChannel : Channel
{
    /// <summary>Size of the buffer, where the transport's relay buffer is not smaller.</summary>
    public const int MaxReadAhead = 16 * 1024;

    private readonly SocketLoop _loop;
    private readonly ChannelOptions _options;
    private readonly byte[] _buffer;
    private readonly SocketOperation _receive;
    private readonly SocketOperation _send;
    private readonly PendingOperation _reading = new();
    private readonly PendingOperation _writing = new(); // connecting, too
    private readonly CancellationTokenSource _closing = new(); // has no timer, so it needs no disposal
    private Socket? _socket;
    private SocketKind? _kind; // what it counts as, from when it has a place to when it is closed
    private IPEndPoint? _remoteEndPoint;
    private Action? _peerClosed;
    private int _start;
    private int _end;
    private bool _receiving;
    private bool _finished;
    private SocketError _broken;
    private bool _peerGone; // without a read that told it
    private bool _closed;
    private bool _finSent;
    private bool _released; // the socket is closed, too
    private Memory<byte> _readTo;
    private ReadOnlyMemory<byte> _unsent;
    private readonly WriteDeadline _deadline;
    private TransportException? _failure; // where the channel was closed for one

    public SocketChannel(SocketLoop loop, ChannelOptions options, int readAhead)
    {
        _loop = loop;
        _options = options;
        _buffer = new byte[readAhead];
        _receive = new SocketOperation(loop, Received);
        _send = new SocketOperation(loop, Sent);
        _deadline = new WriteDeadline(loop, options.WriteTimeout, OnWriteLate);
        loop.Add(this);
    }

    public override EventLoop Loop => _loop;

    public override IPEndPoint? RemoteEndPoint => _remoteEndPoint;

    public override IPEndPoint? LocalEndPoint => EndPointOf(static socket => socket.LocalEndPoint);

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

    /// <summary>Makes a new channel that of an accepted socket.</summary>
    /// <param name="kind">What it has a place as.</param>
    /// <returns>False where the client has left already; the channel is closed then.</returns>
    public bool Accept(Socket socket, SocketKind kind)
    {
        _kind = kind;
        _socket = socket;
        try
        {
            _options.ApplyTo(socket);
        }
        catch (SocketException)
        {
            // macOS does not let options be set on a connection that was reset in the backlog.
            Close();
            return false;
        }
        Open();
        return true;
    }

    public override async ValueTask ConnectAsync(IPEndPoint endPoint, IPAddress? source = null)
    {
        ThrowIfClosed();
        if (_socket is not null)
            throw new InvalidOperationException("The channel is connected, or on its way.");
        _remoteEndPoint = endPoint;
        var result = SocketError.Success;
        ValueTask ended;
        try
        {
            if (!_loop.Sockets.TryTake(SocketKind.Backend))
                throw new TransportException(TransportError.ResourcesExhausted,
                    $"Cannot connect to {endPoint}: no descriptor is left for it");
            _kind = SocketKind.Backend;
            _socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            _options.ApplyTo(_socket);
            if (source is not null)
                SourceAddress.Bind(_socket, source);
            ended = _writing.BeginVoid();
            var connect = new SocketOperation(_loop, (error, _) =>
            {
                result = error;
                EndWait(_writing);
            });
            connect.Started(ConnectAsync(_socket, endPoint, _closing.Token));
        }
        catch (SocketException failure)
        {
            throw CannotConnect(failure.SocketErrorCode);
        }
        await ended;
        if (result != SocketError.Success)
            throw CannotConnect(result);
        Open();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        if (buffer.IsEmpty)
            throw new ArgumentException("There must be room for a byte.", nameof(buffer));
        ValueTask<int> answer;
        if (HasAnswer)
        {
            answer = Answer(buffer);
        }
        else
        {
            _readTo = buffer;
            answer = _reading.Begin();
        }
        Receive();
        return answer;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_closed)
            return ValueTask.FromException(Closed());
        if (bytes.IsEmpty)
            return ValueTask.CompletedTask;
        var end = _writing.BeginVoid();
        _unsent = bytes;
        Send();
        return end;
    }

    public override void ShutdownSend()
    {
        if (_closed)
            return;
        _finSent = true;
        try
        {
            _socket?.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The connection is broken: there is nobody to tell, and the next read or write reports it.
        }
    }

    public override void Close()
    {
        if (_closed)
            return;
        _closed = true;
        _peerClosed = null;
        _deadline.Stop();
        Release();
    }

    public override void Abort()
    {
        if (_closed)
            return;
        try
        {
            if (_socket is not null)
                _socket.LingerState = new LingerOption(true, 0);
        }
        catch (SocketException)
        {
            // The connection is broken already: a RST would tell the peer nothing new.
        }
        Close();
    }

    /// <summary>Closes when the loop runs no more work: the waits are ended here.</summary>
    public void CloseWithLoop()
    {
        Close();
        Release();
        EndWait(_reading);
        EndWait(_writing);
    }

    private void Release()
    {
        if (_released)
            return;
        _released = true;
        _behindPeer?.Disarm();
        _loop.Remove(this);
        // What is under way ends as aborted, and with it the waits. It is cancelled first because the runtime closes a
        // socket with calls under way by RST.
        _closing.Cancel();
        _socket?.Dispose();
        if (_kind is { } kind)
            _loop.Sockets.Give(kind);
    }

    private bool HasAnswer => _closed || _start < _end || _finished || _broken != SocketError.Success;

    private void Open()
    {
        _remoteEndPoint ??= EndPointOf(static socket => socket.RemoteEndPoint);
        Receive();
    }

    private void Receive()
    {
        if (_receiving || _closed || _finished || _broken != SocketError.Success)
            return;
        MakeRoom();
        if (_end == _buffer.Length)
            return;
        _receiving = true;
        _receive.Started(_socket!.ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None, _closing.Token));
    }

    private void MakeRoom()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_end == _buffer.Length && _start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
    }

    private void Received(SocketError error, int count)
    {
        _receiving = false;
        if (_behindPeer is not null)
        {
            ReceivedLate(error, count);
            return;
        }
        _broken = error;
        _finished = error == SocketError.Success && count == 0;
        _end += count;

        if (_reading.IsActive)
            EndRead();
        else if (_finished || _broken != SocketError.Success)
            PeerGone();
        Receive();
    }

    private ValueTask<int> Answer(Memory<byte> buffer)
    {
        if (_start < _end && !_closed)
        {
            var count = Math.Min(buffer.Length, _end - _start);
            _buffer.AsSpan(_start, count).CopyTo(buffer.Span);
            _start += count;
            return ValueTask.FromResult(count);
        }
        return Failure is { } failure ? ValueTask.FromException<int>(failure) : ValueTask.FromResult(0);
    }

    private void EndRead()
    {
        var answer = Answer(_readTo);
        _readTo = default;
        if (answer.IsCompletedSuccessfully)
            _reading.Complete(answer.Result);
        else
            _reading.Fail(Failure!);
    }

    private TransportException? Failure =>
        _closed ? Closed()
        : _broken != SocketError.Success ? SocketErrors.Exception(_broken, $"Cannot read from {_remoteEndPoint}")
        : null;

    private void PeerGone()
    {
        _peerGone = true;
        RaisePeerClosed();
    }

    private void RaisePeerClosed()
    {
        var callback = _peerClosed;
        _peerClosed = null;
        if (!_closed)
            callback?.Invoke();
    }

    private void Send()
    {
        _deadline.Restart();
        _send.Started(_socket!.SendAsync(_unsent, SocketFlags.None, _closing.Token));
    }

    private void OnWriteLate()
    {
        _failure = WriteDeadline.Late();
        Abort();
    }

    private void Sent(SocketError error, int count)
    {
        _deadline.Stop();
        _unsent = error == SocketError.Success ? _unsent[count..] : default;
        if (!_closed && !_unsent.IsEmpty)
            Send();
        else if (error == SocketError.Success)
            EndWait(_writing);
        else
            EndWait(_writing, SocketErrors.Exception(error, $"Cannot write to {_remoteEndPoint}"));
    }

    /// <summary>Where the channel was closed meanwhile, that is how the wait ends; where the loop was stopped, it has ended.</summary>
    private void EndWait(PendingOperation wait, TransportException? failure = null)
    {
        if (_closed)
            failure = Closed();
        if (!wait.IsActive)
            return;
        if (failure is null)
            wait.Complete(0);
        else
            wait.Fail(failure);
    }

    private static async ValueTask<int> ConnectAsync(Socket socket, IPEndPoint endPoint, CancellationToken closing)
    {
        await socket.ConnectAsync(endPoint, closing);
        return 0;
    }

    private IPEndPoint? EndPointOf(Func<Socket, EndPoint?> ask)
    {
        try
        {
            return _closed || _socket is null ? null : ask(_socket) as IPEndPoint;
        }
        catch (SocketException)
        {
            // A connection that broke has no address any more.
            return null;
        }
    }

    private void ThrowIfClosed()
    {
        if (_closed)
            throw Closed();
    }

    private TransportException CannotConnect(SocketError error) =>
        SocketErrors.Exception(error, $"Cannot connect to {_remoteEndPoint}", connecting: true);

    private TransportException Closed() =>
        _failure ?? new(TransportError.Aborted, $"The channel to {_remoteEndPoint} was closed by our own side.");
}
