using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace ActorProxy.Bench.Ejection;

/// <summary>How a backend serves its clients.</summary>
internal enum Behaviour
{
    Good,
    /// <summary>Its port refuses.</summary>
    Killed,
    /// <summary>Nothing answers a SYN: the queue of its listener is full, and nobody accepts.</summary>
    Blackholed,
    Answers500,
    /// <summary>It accepts each WebSocket and closes it a second later.</summary>
    Closes1011,
}

/// <summary>A WebSocket server whose behaviour can be changed while it runs, and that knows when each handshake reached it.</summary>
internal sealed class Backend(TimeProvider time) : IDisposable
{
    private readonly List<Socket> _queue = [];
    private readonly ConcurrentBag<Socket> _open = [];
    private Socket _listener = Listen(0, backlog: 512);
    private CancellationTokenSource _accepting = new();

    public int Port => _port == 0 ? _port = ((IPEndPoint)_listener.LocalEndPoint!).Port : _port;

    private int _port;

    public Behaviour Behaviour { get; private set; }

    /// <summary>When handshakes came, each with what it was answered.</summary>
    public ConcurrentQueue<(long At, Behaviour Answer)> Handshakes { get; } = [];

    public void Start() => _ = AcceptAsync(_listener, _accepting.Token);

    public void Become(Behaviour behaviour)
    {
        _ = Port;
        var (before, old) = (Behaviour, _listener);
        Behaviour = behaviour;
        if (behaviour is not (Behaviour.Killed or Behaviour.Blackholed) && before is not (Behaviour.Killed or Behaviour.Blackholed))
            return;
        _accepting.Cancel();
        _accepting = new CancellationTokenSource();
        old.Dispose();
        foreach (var socket in _queue)
            socket.Dispose();
        _queue.Clear();
        if (behaviour == Behaviour.Killed)
        {
            foreach (var socket in _open)
                socket.Dispose();
            return;
        }
        _listener = Listen(Port, behaviour == Behaviour.Blackholed ? 0 : 512);
        if (behaviour != Behaviour.Blackholed)
            Start();
        else
            Fill();
    }

    public void Dispose()
    {
        _accepting.Cancel();
        _listener.Dispose();
    }

    private static Socket Listen(int port, int backlog)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(backlog);
        return listener;
    }

    /// <summary>Connections that nobody accepts, until the kernel drops the SYNs of others.</summary>
    private void Fill()
    {
        for (var i = 0; i < 4; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            try
            {
                socket.Connect(new IPEndPoint(IPAddress.Loopback, Port));
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.WouldBlock)
            {
                // Under way, as it is to be.
            }
            _queue.Add(socket);
        }
    }

    private async Task AcceptAsync(Socket listener, CancellationToken ended)
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptAsync(ended));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It became another one.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        _open.Add(socket);
        using (socket)
        {
            try
            {
                var head = await Http.ReadHeadAsync(socket);
                if (head is null)
                    return;
                var behaviour = Behaviour;
                Handshakes.Enqueue((time.GetTimestamp(), behaviour));
                if (behaviour == Behaviour.Answers500)
                {
                    await Http.SendAsync(socket, "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                    return;
                }
                var key = head.Split("\r\n")
                    .First(line => line.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase))[18..].Trim();
                var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
                await Http.SendAsync(socket, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + $"Sec-WebSocket-Accept: {accept}\r\n\r\n");
                if (behaviour == Behaviour.Closes1011)
                {
                    await Task.Delay(1000);
                    await socket.SendAsync(new byte[] { 0x88, 2, 0x03, 0xF3 });
                }
                // A Close is answered with one; nothing else comes.
                var frame = new byte[64];
                if (await socket.ReceiveAsync(frame) > 0 && behaviour != Behaviour.Closes1011)
                    await socket.SendAsync(new byte[] { 0x88, 2, 0x03, 0xE8 });
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // Its client is gone, or it was killed.
            }
        }
    }
}
