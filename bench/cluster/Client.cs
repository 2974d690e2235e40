using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ActorProxy.Bench.Cluster;

/// <summary>A WebSocket client with no more than the load needs: 8-byte messages, which come back.</summary>
internal sealed class Client : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[256];

    /// <summary>The code of the Close frame that came; 1006 where the connection was cut without one; 0 while it is open.</summary>
    public int CloseCode { get; private set; }

    /// <summary>Connects, and returns the status of the answer: 101 where it is a tunnel.</summary>
    public async Task<int> OpenAsync(IPEndPoint node, string host, string path, CancellationToken cancellation)
    {
        await _socket.ConnectAsync(node, cancellation);
        await _socket.SendAsync(Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: "
                + $"13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"), cancellation);
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await _socket.ReceiveAsync(one, cancellation) == 0)
                throw new IOException("The node closed the connection before its answer.");
            head.Append((char)one[0]);
        }
        return int.Parse(head.ToString().AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Sends a number and waits until it is back. False where the tunnel ended instead: see <see cref="CloseCode"/>.</summary>
    public async Task<bool> EchoAsync(long number, CancellationToken cancellation)
    {
        try
        {
            var frame = new byte[14];
            frame[0] = 0x82;
            frame[1] = 0x80 | 8; // masked with zero
            BinaryPrimitives.WriteInt64BigEndian(frame.AsSpan(6), number);
            await _socket.SendAsync(frame, cancellation);
            await FillAsync(0, 2, cancellation);
            var length = _buffer[1] & 0x7F;
            await FillAsync(2, length, cancellation);
            if ((_buffer[0] & 0x0F) == 8)
                CloseCode = BinaryPrimitives.ReadUInt16BigEndian(_buffer.AsSpan(2));
            else if (length == 8 && BinaryPrimitives.ReadInt64BigEndian(_buffer.AsSpan(2)) == number)
                return true;
            else
                throw new InvalidDataException($"Message {number} did not come back, but another one: messages were lost or mixed up.");
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            CloseCode = 1006;
        }
        return false;
    }

    /// <summary>Waits for the Close frame.</summary>
    public async Task<(int Code, string Reason)> CloseAsync(CancellationToken cancellation)
    {
        await FillAsync(0, 2, cancellation);
        var length = _buffer[1] & 0x7F;
        await FillAsync(2, length, cancellation);
        return (BinaryPrimitives.ReadUInt16BigEndian(_buffer.AsSpan(2)), Encoding.UTF8.GetString(_buffer, 4, length - 2));
    }

    public void Dispose() => _socket.Dispose();

    private async Task FillAsync(int offset, int count, CancellationToken cancellation)
    {
        for (var end = offset + count; offset < end;)
        {
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(offset, end - offset), cancellation);
            if (read == 0)
                throw new IOException("The connection ended.");
            offset += read;
        }
    }
}
