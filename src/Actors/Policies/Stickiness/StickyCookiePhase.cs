using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Pipeline;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Policies.Stickiness;

namespace ActorProxy.Actors.Policies.Stickiness;

/// <summary>Leads a client back to the backend that it had, and tells it with the response which one that is.</summary>
internal sealed class StickyCookiePhase(StickyCookie cookie) : ISelectPhase, IResponsePhase
{
    public void OnSelect(ProxySession session, BackendSelection selection) =>
        selection.Preferred = cookie.Find(session.Head.Fields, selection.Sticky);

    public void OnResponse(ProxySession session, ClientResponse response)
    {
        // An answer of the proxy itself is no backend's; and who has the cookie needs no other.
        if (response.Reason is not null || session.Selection is not { Current: >= 0 and var backend } selection
            || backend == selection.Preferred)
            return;
        var value = cookie.SetCookie(selection.Sticky, backend, secure: session.Peer.Scheme == "https");
        response.Fields = [.. response.Fields, new HeaderField("Set-Cookie", value)];
    }
}
