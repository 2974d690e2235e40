using System.Net.WebSockets;
using System.Text;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>Whole messages of a <see cref="ClientWebSocket"/>.</summary>
internal static class ClientWebSocketTexts
{
    public static Task SendTextAsync(this ClientWebSocket client, string text) =>
        client.SendAsync(Encoding.ASCII.GetBytes(text), WebSocketMessageType.Text, true, WebSocketRig.Limit());

    public static async Task<string> ReadTextAsync(this ClientWebSocket client)
    {
        var bytes = new byte[1024 * 1024];
        var length = 0;
        while (true)
        {
            var received = await client.ReceiveAsync(bytes.AsMemory(length), WebSocketRig.Limit());
            length += received.Count;
            if (received.EndOfMessage)
                return Encoding.ASCII.GetString(bytes, 0, length);
        }
    }
}
