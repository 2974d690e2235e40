using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ActorProxy.Node.Gateway;

/// <summary>
/// Requests that are refused before anything looks at their fields: they count and have an event, and are no exchange.
/// </summary>
internal static class UnreadRequest
{
    // RFC 9113 section 7.
    private const int ProtocolError = 1;

    /// <summary>Resets the stream of a malformed request (RFC 9113 section 8.1.1).</summary>
    public static void Reset(HttpContext http, GatewayConnection connection, string detail)
    {
        http.Features.GetRequiredFeature<IHttpResetFeature>().Reset(ProtocolError);
        connection.Exchanges.Unread(connection.Exchanges.NextRequestId(), TerminationReason.BadRequest, null, detail);
    }

    /// <summary>Answers it in words.</summary>
    public static async Task RefuseAsync(HttpContext http, GatewayConnection connection, TerminationReason reason, string detail)
    {
        var id = connection.Exchanges.NextRequestId();
        var (head, body) = ErrorResponse.Parts(reason, id, detail);
        http.Request.Headers.Clear(); // a client that does not read the answer is not to hold what was too large to be read
        http.Response.StatusCode = head.Status;
        foreach (var field in head.Fields)
            RequestHeads.Append(http.Response.Headers, field);
        connection.Exchanges.Unread(id, reason, head.Status, detail);
        await http.Response.BodyWriter.WriteAsync(body);
    }
}
