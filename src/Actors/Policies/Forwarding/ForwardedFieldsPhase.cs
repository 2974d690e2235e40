using ActorProxy.Actors.Pipeline;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Policies.Forwarding;

namespace ActorProxy.Actors.Policies.Forwarding;

/// <summary>Tells the backend who the client is, and nothing that a client has made up about that.</summary>
/// <param name="told">Null where the listener's setting says by which fields.</param>
internal sealed class ForwardedFieldsPhase(ForwardedFields? told) : IUpstreamRequestPhase
{
    public void OnUpstreamRequest(ProxySession session, UpstreamHead head) =>
        head.Fields = ForwardingFields.Apply(head.Fields, session.Peer, head.ClientHost, session.Forwarding, told);
}
