using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace ActorProxy.Bench.Tunnels;

/// <summary>A backend that answers each message of 64 B with one.</summary>
internal sealed class Peers : IDisposable
{
    public static readonly byte[] Frame = [0x82, 64, .. new byte[64]];

    private const string KeyField = "Sec-WebSocket-Key: ";

    /// <summary>RFC 6455 section 1.3.</summary>
    private const string Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public Peers()
    {
        _listener.Start(512);
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    /// <summary>Up to the empty line: nobody sends more before he is answered.</summary>
    public static async Task<string> ReadHeadAsync(Socket socket)
    {
        var (buffer, length) = (new byte[4096], 0);
        while (!buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length));
            length += read > 0 ? read : throw new IOException("The connection has ended.");
        }
        return Encoding.ASCII.GetString(buffer, 0, length);
    }

    public static async Task<bool> ReadAsync(Socket socket, Memory<byte> whole)
    {
        while (!whole.IsEmpty)
        {
            var read = await socket.ReceiveAsync(whole);
            if (read == 0)
                return false;
            whole = whole[read..];
        }
        return true;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
        }
    }

    private static async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                socket.NoDelay = true;
                var key = (await ReadHeadAsync(socket)).Split("\r\n")
                    .Single(line => line.StartsWith(KeyField, StringComparison.OrdinalIgnoreCase))[KeyField.Length..];
                var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Guid)));
                await socket.SendAsync(Encoding.ASCII.GetBytes(
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + $"Sec-WebSocket-Accept: {accept}\r\n\r\n"));
                var message = new byte[70];
                while (await ReadAsync(socket, message))
                    await socket.SendAsync(Frame);
            }
            catch (Exception end) when (end is SocketException or IOException)
            {
            }
        }
    }
}
