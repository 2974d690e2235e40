using System.Globalization;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Actors.Pipeline;

/// <summary>What the proxy itself answers a request, as its phases want it.</summary>
public static class OwnAnswers
{
    /// <summary>The answer to a request that is refused or has failed. Without what it says of its connection.</summary>
    /// <param name="session">Null for what came to no request.</param>
    /// <inheritdoc cref="ErrorResponse.Parts"/>
    public static (ResponseHead Head, byte[] Body) Refusal(
        ProxySession? session, TerminationReason reason, string requestId, string? detail, int? retryAfter)
    {
        var (head, body) = ErrorResponse.Parts(reason, requestId, detail, retryAfter);
        return session is null ? (head, body) : Finish(session, head, body, reason);
    }

    /// <summary>The answer that a phase gives.</summary>
    public static (ResponseHead Head, byte[] Body) Of(ProxySession session, PhaseResult.Responded response) => Finish(session,
        new ResponseHead(response.Status, ErrorResponse.Phrase(response.Status), response.Fields), response.Body,
        TerminationReason.Responded);

    private static (ResponseHead, byte[]) Finish(ProxySession session, ResponseHead head, byte[] body, TerminationReason reason)
    {
        var response = new ClientResponse(head.Status, head.Fields) { Body = body, Reason = reason };
        session.Pipeline.OnResponse(session, response);
        var sent = response.Body ?? [];
        var fields = response.Fields.Where(field => !field.Name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase));
        // RFC 9110 section 8.6: a 204 has none; a 304's would be of another response.
        if (head.Status is not (204 or 304))
            fields = fields.Append(new HeaderField("Content-Length", sent.Length.ToString(CultureInfo.InvariantCulture)));
        return (head with { Fields = [.. fields] }, sent);
    }
}
