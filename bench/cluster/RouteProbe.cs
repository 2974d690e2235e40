using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ActorProxy.Bench.Cluster;

/// <summary>A kept connection that asks a node again and again whether it has a route.</summary>
internal sealed class RouteProbe : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[64 * 1024];

    public static async Task<RouteProbe> ConnectAsync(IPEndPoint node)
    {
        var probe = new RouteProbe();
        await probe._socket.ConnectAsync(node);
        return probe;
    }

    /// <summary>The status of a plain request: 404 where there is no route.</summary>
    public async Task<int> StatusAsync(string host, string path)
    {
        await _socket.SendAsync(Encoding.ASCII.GetBytes($"HEAD {path} HTTP/1.1\r\nHost: {host}\r\n\r\n"));
        var length = 0;
        while (_buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0)
        {
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(length));
            length += read > 0 ? read : throw new IOException("The node closed the connection.");
        }
        return int.Parse(Encoding.ASCII.GetString(_buffer, 9, 3), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Asks until there is a route.</summary>
    public async Task HasRouteAsync(string host, string path)
    {
        while (await StatusAsync(host, path) == 404)
            await Task.Delay(1);
    }

    public void Dispose() => _socket.Dispose();
}
