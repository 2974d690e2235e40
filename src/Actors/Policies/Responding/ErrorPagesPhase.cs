using ActorProxy.Actors.Pipeline;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Policies.Responding;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Policies.Responding;

/// <summary>Puts bodies of one's own into refusals.</summary>
internal sealed class ErrorPagesPhase(ErrorPages pages) : IResponsePhase
{
    public void OnResponse(ProxySession session, ClientResponse response)
    {
        if (response.Reason is not { } reason || reason == TerminationReason.Responded || pages.For(response.Status) is not { } page)
            return;
        var (type, body) = page.For(session.Head.Fields, response.Status, reason, session.Peer.RequestId);
        response.Body = body;
        response.Fields =
        [
            new HeaderField("Content-Type", type),
            .. response.Fields.Where(field => !field.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)),
        ];
    }
}
