using System.Net.WebSockets;

namespace ActorProxy.Interop.Tests.Conversations;

/// <summary>Whole messages over .NET's WebSocket.</summary>
internal static class SocketMessages
{
    /// <summary>A client with .NET's defaults, and no proxy of the system's.</summary>
    public static async Task<ClientWebSocket> ConnectAsync(Uri url, CancellationToken cancellation)
    {
        var client = new ClientWebSocket();
        client.Options.Proxy = null;
        await client.ConnectAsync(url, cancellation);
        return client;
    }

    /// <summary>The next message, or null when a Close frame came.</summary>
    public static async Task<(WebSocketMessageType Kind, ReadOnlyMemory<byte> Payload)?> ReadMessageAsync(
        this WebSocket socket, CancellationToken cancellation)
    {
        var buffer = new byte[64 * 1024];
        var length = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length), cancellation);
            length += read.Count;
            if (read.MessageType == WebSocketMessageType.Close)
                return null;
            if (read.EndOfMessage)
                return (read.MessageType, buffer.AsMemory(0, length));
            if (length == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
        }
    }

    /// <summary>Sends a message in this many frames.</summary>
    public static async Task SendPartsAsync(this WebSocket socket, WebSocketMessageType kind, ReadOnlyMemory<byte> payload, int parts,
        CancellationToken cancellation)
    {
        var step = (payload.Length + parts - 1) / parts;
        for (var part = 1; part < parts; part++)
        {
            await socket.SendAsync(payload[..step], kind, endOfMessage: false, cancellation);
            payload = payload[step..];
        }
        await socket.SendAsync(payload, kind, endOfMessage: true, cancellation);
    }

    /// <summary>The peer's Close frame.</summary>
    public static Closing Closing(this WebSocket socket) => new((int)socket.CloseStatus!, socket.CloseStatusDescription ?? "");

    /// <summary>The names in a Sec-WebSocket-Extensions field (RFC 6455 section 9.1) of one extension at most.</summary>
    public static string ExtensionsIn(string? field) => (field ?? "").Split(';')[0];
}
