using ActorProxy.Actors.Pipeline;
using ActorProxy.Shared.Policies.Headers;

namespace ActorProxy.Actors.Policies.Headers;

/// <summary>Changes the fields of what a client is answered.</summary>
internal sealed class ResponseHeadersPhase(ResponseHeaders rules) : IResponsePhase
{
    public void OnResponse(ProxySession session, ClientResponse response) => response.Fields = rules.Apply(response.Fields);
}
