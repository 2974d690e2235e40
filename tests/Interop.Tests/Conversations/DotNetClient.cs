using System.Net.WebSockets;
using System.Text;
using ActorProxy.Interop.Tests.Harness;

namespace ActorProxy.Interop.Tests.Conversations;

/// <summary>ClientWebSocket.</summary>
internal sealed class DotNetClient : IClientPeer
{
    public async Task<ClientOutcome> ConverseAsync(ClientPlan plan)
    {
        if (plan.Ping is not null)
            throw new NotSupportedException("ClientWebSocket sends no ping but keepalive.");
        using var limit = new CancellationTokenSource(Wait.Timeout);
        using var socket = new ClientWebSocket();
        socket.Options.Proxy = null;
        socket.Options.CollectHttpResponseDetails = true;
        foreach (var subprotocol in plan.Subprotocols)
            socket.Options.AddSubProtocol(subprotocol);
        if (plan.Deflate)
            socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        await socket.ConnectAsync(plan.Url!, limit.Token);
        var extensions = socket.HttpResponseHeaders!.TryGetValue("Sec-WebSocket-Extensions", out var fields) ? fields.Single() : null;

        var received = new List<Received>();
        foreach (var message in plan.Messages)
        {
            var kind = message.IsBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text;
            await socket.SendPartsAsync(kind, message.Payload(), message.Parts, limit.Token);
            var answer = await socket.ReadMessageAsync(limit.Token) ?? throw new EndOfStreamException($"closed with {socket.CloseStatus}");
            received.Add(Received.Of(answer.Kind == WebSocketMessageType.Binary ? "binary" : "text", answer.Payload.Span));
        }
        await CloseAsync(socket, plan.Close, limit.Token);
        return new ClientOutcome(socket.SubProtocol, SocketMessages.ExtensionsIn(extensions), received, null, socket.Closing());
    }

    private static async Task CloseAsync(ClientWebSocket socket, PlannedClose close, CancellationToken cancellation)
    {
        if (close.By == "client")
        {
            await socket.CloseAsync((WebSocketCloseStatus)close.Code, close.Reason, cancellation);
            return;
        }
        await socket.SendAsync(Encoding.UTF8.GetBytes($"close:{close.Code}:{close.Reason}"), WebSocketMessageType.Text, endOfMessage: true,
            cancellation);
        Assert.Null(await socket.ReadMessageAsync(cancellation));
        await socket.CloseOutputAsync(socket.CloseStatus!.Value, socket.CloseStatusDescription, cancellation);
    }
}
