using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Actors.Tests.Harness;

/// <summary>A real WebSocket server for real clients: sends each message back.</summary>
internal sealed class WebSocketBackend : IDisposable
{
    private readonly TcpListener _listener;
    private readonly X509Certificate2? _certificate;
    private int _connections;

    /// <param name="certificate">With which it speaks TLS; null for none.</param>
    /// <param name="endPoint">Where it listens; null for any port of the loopback.</param>
    public WebSocketBackend(X509Certificate2? certificate = null, IPEndPoint? endPoint = null)
    {
        _listener = new TcpListener(endPoint ?? new IPEndPoint(IPAddress.Loopback, 0));
        _certificate = certificate;
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Url => $"{(_certificate is null ? "ws" : "wss")}://{_listener.LocalEndpoint}";

    /// <summary>TCP connections that it has had.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>The heads of all requests.</summary>
    public ConcurrentQueue<HttpHead> Requests { get; } = new();

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            Interlocked.Increment(ref _connections);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (_certificate is not null)
            {
                var tls = new SslStream(stream);
                await tls.AuthenticateAsServerAsync(_certificate);
                stream = tls;
            }
            var head = await ReadHeadAsync(stream);
            Requests.Enqueue(head);
            var accept = AcceptKey.Compute(head["Sec-WebSocket-Key"].Single());
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + $"Sec-WebSocket-Accept: {accept}\r\n\r\n"));
            await EchoAsync(WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true }));
        }
        catch (Exception broken) when (broken is IOException or WebSocketException
            or System.Security.Authentication.AuthenticationException)
        {
            // Some tests want it so.
        }
        finally
        {
            socket.Dispose();
        }
    }

    private static async Task<HttpHead> ReadHeadAsync(Stream stream)
    {
        var bytes = new byte[8192];
        var length = 0;
        while (!bytes.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
        {
            var read = await stream.ReadAsync(bytes.AsMemory(length));
            if (read == 0)
                throw new EndOfStreamException();
            length += read;
        }
        return HttpHead.Parse(Encoding.Latin1.GetString(bytes, 0, length));
    }

    private static async Task EchoAsync(WebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            if (received.MessageType == WebSocketMessageType.Close)
                break;
            await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, CancellationToken.None);
        }
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }
}
