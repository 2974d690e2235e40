using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;

namespace ActorProxy.Transport.Tls;

/// <summary>
/// TLS over another channel, which it owns from the handshake's success on. While a read waits, no buffer is owned;
/// <see cref="ShutdownSend"/> and <see cref="Close"/> send close_notify before the FIN (RFC 8446 section 6.1).
/// </summary>
public sealed class TlsChannel : Channel
{
    private readonly Channel _inner;
    private readonly SslStream _tls;
    private bool _reading;
    private bool _writing;
    private bool _shutdown;
    private bool _closed;

    private TlsChannel(Channel inner, ReadOnlyMemory<byte> early)
    {
        _inner = inner;
        _tls = new SslStream(new ChannelStream(inner, early.Span));
        Info = new TlsInfo("", null, null, null);
    }

    public override EventLoop Loop => _inner.Loop;

    public override IPEndPoint? RemoteEndPoint => _inner.RemoteEndPoint;

    public override IPEndPoint? LocalEndPoint => _inner.LocalEndPoint;

    /// <summary>Of the TCP connection: a close_notify without FIN is seen by reading only.</summary>
    public override Action? PeerClosed
    {
        get => _inner.PeerClosed;
        set => _inner.PeerClosed = value;
    }

    public TlsInfo Info { get; private set; }

    /// <summary>The server's side of a handshake. Call on the loop.</summary>
    /// <param name="early">What was read from the channel already.</param>
    /// <param name="choose">Gives the options for the server name of the client's hello, "" where it has none.</param>
    /// <exception cref="TransportException">
    /// <see cref="TransportError.Tls"/>: they did not agree; other errors: the connection broke or ended. The inner channel
    /// stays the caller's.
    /// </exception>
    public static Task<TlsChannel> AcceptAsync(Channel inner, ReadOnlyMemory<byte> early,
        Func<string, SslServerAuthenticationOptions> choose) =>
        new TlsChannel(inner, early).HandshakeAsync(tls =>
            tls.AuthenticateAsServerAsync((_, hello, _, _) => ValueTask.FromResult(choose(hello.ServerName)), null,
                CancellationToken.None));

    /// <summary>The client's side of a handshake over a connected channel. Call on the loop.</summary>
    /// <exception cref="TransportException">As <see cref="AcceptAsync"/>.</exception>
    public static Task<TlsChannel> ConnectAsync(Channel inner, SslClientAuthenticationOptions options) =>
        new TlsChannel(inner, default).HandshakeAsync(tls => tls.AuthenticateAsClientAsync(options));

    /// <exception cref="InvalidOperationException">Always: it is connected.</exception>
    public override ValueTask ConnectAsync(IPEndPoint endPoint, IPAddress? source = null) =>
        throw new InvalidOperationException("The channel is connected.");

    public override ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        if (_closed)
            return ValueTask.FromException<int>(TlsErrors.Aborted());
        if (_reading)
            throw new InvalidOperationException("The channel has a read under way already.");
        _reading = true;
        return DecryptAsync(buffer);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_closed)
            return ValueTask.FromException(TlsErrors.Aborted());
        if (_writing)
            throw new InvalidOperationException("The channel has a write under way already.");
        if (bytes.IsEmpty)
            return ValueTask.CompletedTask;
        _writing = true;
        return EncryptAsync(bytes);
    }

    public override void ShutdownSend() => Shutdown(withFin: true);

    public override void Close()
    {
        // Between records only; and no more of it than the socket takes at once.
        if (!_writing)
            Shutdown(withFin: true);
        End(_inner.Close);
    }

    /// <summary>The peer gets close_notify at once, and is to close TCP: a close_notify of its own is not its FIN.</summary>
    public override void CloseBehindPeer(TimeSpan most)
    {
        if (!_writing)
            Shutdown(withFin: false);
        End(() => _inner.CloseBehindPeer(most));
    }

    public override void Abort() => End(_inner.Abort);

    private async Task<TlsChannel> HandshakeAsync(Func<SslStream, Task> authenticate)
    {
        try
        {
            await authenticate(_tls);
            await Loop.Enter();
            Info = TlsErrors.Describe(_tls);
            return this;
        }
        catch (Exception failure) when (TlsErrors.IsExpected(failure))
        {
            await Loop.Enter();
            _tls.Dispose();
            throw TlsErrors.Translate(failure, _closed);
        }
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<int> DecryptAsync(Memory<byte> buffer)
    {
        try
        {
            // The first waits and owns no buffer meanwhile; the second has something to decrypt.
            _ = await _tls.ReadAsync(Memory<byte>.Empty);
            var read = await _tls.ReadAsync(buffer);
            await Loop.Enter();
            if (read == 0)
                _inner.PeerClosed = null; // the FIN that follows is no news
            return read;
        }
        catch (Exception failure) when (TlsErrors.IsExpected(failure))
        {
            await Loop.Enter();
            _inner.PeerClosed = null;
            throw TlsErrors.Translate(failure, _closed);
        }
        finally
        {
            _reading = false;
        }
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    private async ValueTask EncryptAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await _tls.WriteAsync(bytes);
            await Loop.Enter();
        }
        catch (Exception failure) when (TlsErrors.IsExpected(failure))
        {
            await Loop.Enter();
            throw TlsErrors.Translate(failure, _closed);
        }
        finally
        {
            _writing = false;
        }
    }

    private void Shutdown(bool withFin)
    {
        if (_closed || _shutdown)
            return;
        _shutdown = true;
        _ = SendCloseNotifyAsync(withFin);
    }

    private async Task SendCloseNotifyAsync(bool withFin)
    {
        try
        {
            await _tls.ShutdownAsync();
            await Loop.Enter();
            if (withFin)
                _inner.ShutdownSend();
        }
        catch (Exception failure) when (TlsErrors.IsExpected(failure))
        {
            // The connection is broken or closed: there is nobody to tell, and the next read or write reports it.
        }
    }

    private void End(Action end)
    {
        if (_closed)
            return;
        _closed = true;
        end();
        _tls.Dispose();
    }
}
