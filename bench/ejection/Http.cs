using System.Net.Sockets;
using System.Text;

namespace ActorProxy.Bench.Ejection;

/// <summary>As much of HTTP/1.1 as a handshake needs.</summary>
internal static class Http
{
    public static async Task SendAsync(Socket socket, string text) => await socket.SendAsync(Encoding.ASCII.GetBytes(text));

    /// <returns>Null where the peer ended before its head was complete.</returns>
    public static async Task<string?> ReadHeadAsync(Socket socket)
    {
        var head = new StringBuilder();
        var bytes = new byte[2048];
        while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var count = await socket.ReceiveAsync(bytes);
            if (count == 0)
                return null;
            head.Append(Encoding.ASCII.GetString(bytes, 0, count));
        }
        return head.ToString();
    }
}
