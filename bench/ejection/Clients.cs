using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ActorProxy.Bench.Ejection;

/// <summary>Handshakes at an even rate, each from a network of its own; a tunnel that opens is closed after three seconds.</summary>
internal sealed class Clients(int port, int perSecond, TimeProvider time)
{
    private int _next;

    /// <summary>When each began, how long its answer took, and the status; 0 for none.</summary>
    public ConcurrentQueue<(long At, double Milliseconds, int Status)> Answers { get; } = [];

    public async Task RunAsync(CancellationToken ended)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20), time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                for (var i = 0; i < perSecond / 50; i++)
                    _ = ConnectAsync(_next++);
            }
        }
        catch (OperationCanceledException)
        {
            // That is its end.
        }
    }

    private async Task ConnectAsync(int number)
    {
        var (at, status) = (time.GetTimestamp(), 0);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // All of 127.0.0.0/8 is this machine's.
            socket.Bind(new IPEndPoint(new IPAddress([127, (byte)(1 + number % 200), (byte)(number / 200 % 256), 1]), 0));
            await socket.ConnectAsync(IPAddress.Loopback, port);
            await Http.SendAsync(socket, "GET /chat HTTP/1.1\r\nHost: example.org\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            if (await Http.ReadHeadAsync(socket) is { } head)
                status = int.Parse(head.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (SocketException)
        {
            // Status 0.
        }
        Answers.Enqueue((at, time.GetElapsedTime(at).TotalMilliseconds, status));
        if (status != 101)
            return;
        try
        {
            await Task.Delay(3000);
            await socket.SendAsync(new byte[] { 0x88, 0x82, 0, 0, 0, 0, 0x03, 0xE8 });
            await socket.ReceiveAsync(new byte[64]);
        }
        catch (SocketException)
        {
            // Its backend has closed it before.
        }
    }
}
