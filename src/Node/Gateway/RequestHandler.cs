using ActorProxy.Shared.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace ActorProxy.Node.Gateway;

/// <summary>Takes each request that the HTTP server has read to where it is served: refused, a WebSocket, or an exchange.</summary>
internal static class RequestHandler
{
    public static async Task ServeAsync(HttpContext http)
    {
        var connection = http.Features.GetRequiredFeature<GatewayConnection>();
        var head = RequestHeads.Of(http);
        var end = Begin(http, connection);
        if (FieldRules.Http2Error(head.Fields) is { } malformed)
        {
            UnreadRequest.Reset(http, connection, malformed);
            return;
        }
        if (connection.Heads.Exceeded(head) is var (reason, detail))
        {
            await UnreadRequest.RefuseAsync(http, connection, reason, detail);
            return;
        }
        if (http.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect && WebSocketStream.IsFor(connect))
        {
            await WebSocketStream.ServeAsync(http, connect, connection, head);
            return;
        }
        // Whether the client is to go on is the backend's to say, not the server's.
        http.Request.Headers.Remove("Expect");
        var stream = new RequestStream(http, connection, end);
        http.Features.Set(stream);
        await connection.Exchanges.ServeAsync(head, stream);
        await stream.Over;
    }

    private static ResponseCompletion Begin(HttpContext http, GatewayConnection connection)
    {
        var end = connection.Completions.Begin(http.Features.GetRequiredFeature<IHttp2StreamIdFeature>().StreamId);
        var lost = http.RequestAborted;
        http.Response.OnCompleted(() =>
        {
            end.Written(lost.IsCancellationRequested);
            return Task.CompletedTask;
        });
        return end;
    }
}
