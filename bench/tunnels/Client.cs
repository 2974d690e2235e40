using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ActorProxy.Bench.Tunnels;

/// <summary>A WebSocket client that sends a message of 64 B and waits for one.</summary>
internal sealed class Client : IDisposable
{
    private static readonly byte[] Request = Encoding.ASCII.GetBytes(
        "GET / HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");

    private static readonly byte[] Frame = [0x82, 0x80 | 64, 0, 0, 0, 0, .. new byte[64]];

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[Peers.Frame.Length];

    public static async Task<Client> OpenAsync(int port)
    {
        var client = new Client();
        await client._socket.ConnectAsync(IPAddress.Loopback, port);
        await client._socket.SendAsync(Request);
        await Peers.ReadHeadAsync(client._socket);
        return client;
    }

    public async Task EchoAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await _socket.SendAsync(Frame);
            if (!await Peers.ReadAsync(_socket, _buffer))
                throw new IOException("The connection has ended.");
        }
    }

    public void Dispose() => _socket.Dispose();
}
