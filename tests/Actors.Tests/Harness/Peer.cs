using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace ActorProxy.Actors.Tests.Harness;

/// <summary>
/// One end of a TCP connection in a test: a client or a backend that does exactly what the test says. Every wait is
/// bounded, so that a defect fails a test instead of hanging it.
/// </summary>
/// <param name="tls">Where it speaks TLS.</param>
internal sealed class Peer(Socket socket, SslStream? tls = null) : IDisposable
{
    public static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    public Socket Socket => socket;

    public SslStream Tls => tls ?? throw new InvalidOperationException("The peer speaks no TLS.");

    /// <summary>Bytes that have arrived and were not read.</summary>
    public int Available => _end - _start + socket.Available;

    /// <summary>Whether FIN or RST has come, where all bytes before were read.</summary>
    public bool HasEnded => socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;

    public static async Task<Peer> ConnectAsync(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var limit = new CancellationTokenSource(Timeout);
        await socket.ConnectAsync(endPoint, limit.Token);
        return new Peer(socket);
    }

    /// <summary>
    /// Connects, and does the client's side of a TLS handshake. Any certificate is believed, unless the options say otherwise.
    /// </summary>
    /// <param name="serverName">"" asks for none.</param>
    public static async Task<Peer> ConnectTlsAsync(IPEndPoint endPoint, string serverName,
        Action<SslClientAuthenticationOptions>? configure = null)
    {
        var peer = await ConnectAsync(endPoint);
        return await peer.SecureAsync(serverName, configure);
    }

    /// <summary>This peer's connection from here on with TLS, as its client.</summary>
    public async Task<Peer> SecureAsync(string serverName, Action<SslClientAuthenticationOptions>? configure = null)
    {
        var stream = new SslStream(new NetworkStream(socket));
        var options = new SslClientAuthenticationOptions { TargetHost = serverName,
            RemoteCertificateValidationCallback = (_, _, _, _) => true };
        configure?.Invoke(options);
        using var limit = new CancellationTokenSource(Timeout);
        await stream.AuthenticateAsClientAsync(options, limit.Token);
        return new Peer(socket, stream);
    }

    /// <summary>This peer's connection from here on with TLS, as its server.</summary>
    public async Task<Peer> SecureAsync(SslServerAuthenticationOptions options)
    {
        var stream = new SslStream(new NetworkStream(socket));
        using var limit = new CancellationTokenSource(Timeout);
        await stream.AuthenticateAsServerAsync(options, limit.Token);
        return new Peer(socket, stream);
    }

    public Task SendAsync(string latin1) => SendAsync(Encoding.Latin1.GetBytes(latin1));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var limit = new CancellationTokenSource(Timeout);
        if (tls is not null)
            await tls.WriteAsync(bytes, limit.Token);
        while (tls is null && !bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, limit.Token)..];
    }

    /// <summary>Reads up to and with the empty line.</summary>
    public async Task<HttpHead> ReadHeadAsync()
    {
        while (true)
        {
            var length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8);
            if (length >= 0)
                return HttpHead.Parse(Encoding.Latin1.GetString(Take(length + 4)));
            if (await FillAsync() == 0)
                throw new EndOfStreamException($"ended inside a head: {Encoding.Latin1.GetString(_buffer, _start, _end - _start)}");
        }
    }

    public async Task<byte[]> ReadAsync(int count)
    {
        while (_end - _start < count)
        {
            if (await FillAsync() == 0)
                throw new EndOfStreamException($"ended after {_end - _start} of {count} bytes");
        }
        return Take(count);
    }

    /// <summary>Reads from the socket itself and not a byte more: what follows is TLS.</summary>
    public async Task<byte[]> ReadExactlyAsync(int count)
    {
        Assert.Equal(_start, _end);
        var bytes = new byte[count];
        using var limit = new CancellationTokenSource(Timeout);
        using var stream = new NetworkStream(socket);
        await stream.ReadExactlyAsync(bytes, limit.Token);
        return bytes;
    }

    /// <summary>Reads up to the next CRLF, which is left out.</summary>
    public async Task<string> ReadLineAsync()
    {
        var line = await ReadTextAsync(1);
        while (!line.EndsWith("\r\n", StringComparison.Ordinal))
            line += await ReadTextAsync(1);
        return line[..^2];
    }

    public async Task<string> ReadTextAsync(int count) => Encoding.Latin1.GetString(await ReadAsync(count));

    public async Task<Frame> ReadFrameAsync()
    {
        var start = await ReadAsync(2);
        var length = start[1] & 0x7F;
        Assert.True(length < 127, "The tests' frames are below 64 KiB.");
        if (length == 126)
        {
            var extended = await ReadAsync(2);
            length = extended[0] << 8 | extended[1];
        }
        var masked = (start[1] & 0x80) != 0;
        var key = masked ? await ReadAsync(4) : [0, 0, 0, 0];
        var payload = await ReadAsync(length);
        for (var i = 0; i < payload.Length; i++)
            payload[i] ^= key[i % 4];
        return new Frame((start[0] & 0x80) != 0, start[0] & 0xF, masked, payload);
    }

    /// <summary>Reads up to the FIN or RST.</summary>
    public async Task<Ending> ReadToEndAsync()
    {
        try
        {
            while (await FillAsync() > 0)
            {
            }
            return new Ending(Take(_end - _start), Reset: false);
        }
        catch (IOException error) when (error.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return new Ending(Take(_end - _start), Reset: true);
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            return new Ending(Take(_end - _start), Reset: true);
        }
    }

    /// <summary>Sends FIN.</summary>
    public void Finish() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Sends close_notify and FIN.</summary>
    public async Task FinishTlsAsync()
    {
        await Tls.ShutdownAsync();
        Finish();
    }

    /// <summary>Sends RST.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    public void Dispose() => socket.Dispose();

    private async Task<int> FillAsync()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        using var limit = new CancellationTokenSource(Timeout);
        var room = _buffer.AsMemory(_end);
        var read = tls is null ? await socket.ReceiveAsync(room, SocketFlags.None, limit.Token) : await tls.ReadAsync(room, limit.Token);
        _end += read;
        return read;
    }

    private byte[] Take(int count)
    {
        var taken = _buffer.AsSpan(_start, count).ToArray();
        _start += count;
        return taken;
    }
}
