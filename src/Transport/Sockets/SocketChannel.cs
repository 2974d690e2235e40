using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ActorProxy.Transport.Sockets;

/// <summary>
/// A channel that keeps a receive under way while its small buffer has room, so that it sees the peer close or break the
/// connection behind at most that many unread bytes.
/// </summary>
internal sealed class SocketChannel : Channel
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
    private Socket? _socket;
    private IPEndPoint? _remoteEndPoint;
    private Action? _peerClosed;
    private int _start;
    private int _end;
    private bool _receiving;
    private bool _finished;
    private SocketError _broken;
    private bool _peerGone; // without a read that told it
    private bool _closed;
    private Memory<byte> _readTo;
    private ReadOnlyMemory<byte> _unsent;

    public SocketChannel(SocketLoop loop, ChannelOptions options, int readAhead)
    {
        _loop = loop;
        _options = options;
        _buffer = new byte[readAhead];
        _receive = new SocketOperation(loop, Received);
        _send = new SocketOperation(loop, Sent);
        loop.Add(this);
    }

    public override EventLoop Loop => _loop;

    public override IPEndPoint? RemoteEndPoint => _remoteEndPoint;

    public override IPEndPoint? LocalEndPoint => EndPointOf(static socket => socket.LocalEndPoint);

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

    /// <summary>Whether bytes can be read and written, as far as our own side goes.</summary>
    public bool IsOpen => _socket is not null && !_closed && !_writing.IsActive && !_reading.IsActive;

    /// <summary>The relay that owns it. It wants bytes only when it asks for them: no more reading ahead.</summary>
    public SocketRelay? Relay { get; set; }

    /// <summary>Makes a new channel that of an accepted socket.</summary>
    /// <returns>False where the client has left already; the channel is closed then.</returns>
    public bool Accept(Socket socket)
    {
        _socket = socket;
        try
        {
            Configure(socket);
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

    public override async ValueTask ConnectAsync(IPEndPoint endPoint)
    {
        ThrowIfClosed();
        if (_socket is not null)
            throw new InvalidOperationException("The channel is connected, or on its way.");
        _remoteEndPoint = endPoint;
        using var connect = new SocketOperation(_loop, () => _writing.Complete(0)) { RemoteEndPoint = endPoint };
        ValueTask ended;
        try
        {
            _socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            Configure(_socket);
            ended = _writing.BeginVoid();
            connect.Started(_socket.ConnectAsync(connect));
        }
        catch (SocketException failure)
        {
            throw CannotConnect(failure.SocketErrorCode);
        }
        await ended;
        ThrowIfClosed();
        if (connect.SocketError != SocketError.Success)
            throw CannotConnect(connect.SocketError);
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
        _loop.Remove(this);
        // What is under way ends as aborted, and with it the waits.
        _socket?.Dispose();
        _receive.Dispose();
        _send.Dispose();
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
        if (Relay is { } relay)
            relay.Close(abort: false);
        Close();
        if (_reading.IsActive)
            _reading.Fail(Closed());
        if (_writing.IsActive)
            _writing.Fail(Closed());
    }

    private bool HasAnswer => _closed || _start < _end || _finished || _broken != SocketError.Success;

    private void Configure(Socket socket)
    {
        socket.NoDelay = true;
        if (_options.KeepAlive <= TimeSpan.Zero)
            return;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)_options.KeepAlive.TotalSeconds);
    }

    private void Open()
    {
        _remoteEndPoint ??= EndPointOf(static socket => socket.RemoteEndPoint);
        Receive();
    }

    private void Receive()
    {
        if (_receiving || _closed || _finished || _broken != SocketError.Success)
            return;
        if (Relay is not null && !_reading.IsActive)
            return;
        MakeRoom();
        if (_end == _buffer.Length)
            return;
        _receiving = true;
        _receive.SetBuffer(_buffer, _end, _buffer.Length - _end);
        _receive.Started(_socket!.ReceiveAsync(_receive));
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

    private void Received()
    {
        _receiving = false;
        if (_receive.SocketError != SocketError.Success)
            _broken = _receive.SocketError;
        else if (_receive.BytesTransferred == 0)
            _finished = true;
        else
            _end += _receive.BytesTransferred;

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
        _send.SetBuffer(MemoryMarshal.AsMemory(_unsent));
        _send.Started(_socket!.SendAsync(_send));
    }

    private void Sent()
    {
        if (!_writing.IsActive)
            return;
        if (_closed)
        {
            _writing.Fail(Closed());
            return;
        }
        if (_send.SocketError != SocketError.Success)
        {
            _writing.Fail(SocketErrors.Exception(_send.SocketError, $"Cannot write to {_remoteEndPoint}"));
            return;
        }
        _unsent = _unsent[_send.BytesTransferred..];
        if (_unsent.IsEmpty)
            _writing.Complete(0);
        else
            Send();
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

    private TransportException Closed() => new(TransportError.Aborted, $"The channel to {_remoteEndPoint} was closed by our own side.");
}
