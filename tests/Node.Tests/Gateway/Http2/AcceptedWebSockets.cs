using System.Net.WebSockets;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.WebSockets.Handshake;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>WebSockets as a backend has them that speaks HTTP/2 (RFC 8441), HTTP/1.1 or both.</summary>
internal static class AcceptedWebSockets
{
    public static async Task<WebSocket> AcceptWebSocketAsync(this HttpContext http, string? subprotocol = null)
    {
        if (subprotocol is not null)
            http.Response.Headers.SecWebSocketProtocol = subprotocol;
        return WebSocket.CreateFromStream(await AcceptStreamAsync(http), new WebSocketCreationOptions
        {
            IsServer = true,
            SubProtocol = subprotocol,
        });
    }

    /// <summary>Serves a request for a WebSocket that sends each message back.</summary>
    public static async Task EchoAsync(HttpContext http)
    {
        using var socket = await http.AcceptWebSocketAsync();
        await socket.EchoAsync();
    }

    /// <summary>Sends each message back, and the Close frame.</summary>
    public static async Task EchoAsync(this WebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        using var limit = new CancellationTokenSource(Peer.Timeout);
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(), limit.Token) is { MessageType: not WebSocketMessageType.Close } received)
                await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, limit.Token);
            await socket.CloseOutputAsync(socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure, null, limit.Token);
        }
        catch (Exception gone) when (gone is WebSocketException or IOException or OperationCanceledException)
        {
            // Some tests want it so.
        }
    }

    private static async Task<Stream> AcceptStreamAsync(HttpContext http)
    {
        if (http.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect)
            return await connect.AcceptAsync();
        http.Response.Headers.Upgrade = "websocket";
        http.Response.Headers.SecWebSocketAccept = AcceptKey.Compute(http.Request.Headers.SecWebSocketKey.ToString());
        return await http.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
    }
}
