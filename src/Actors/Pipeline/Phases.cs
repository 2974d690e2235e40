using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Tunnels;

namespace ActorProxy.Actors.Pipeline;

/// <summary>
/// What a policy does on the way of a request: it implements the phases that it needs. One object serves all requests of the routes that
/// have the policy with these values; it may be used from any thread, and keeps nothing of a request but in its session.
/// </summary>
public interface IPhase;

/// <summary>Whether a request may pass, when its route is known.</summary>
public interface IRequestPhase : IPhase
{
    /// <summary>Nothing of the request has gone to a backend, and none has been chosen.</summary>
    /// <returns>
    /// Completed as a rule. One that has to wait holds up this request alone, up to <c>handshake.policy-timeout</c>; it gives up when
    /// <see cref="ProxySession.Ended"/> is cancelled.
    /// </returns>
    ValueTask<PhaseResult> OnRequest(ProxySession session);
}

/// <summary>Which backend a request goes to.</summary>
public interface ISelectPhase : IPhase
{
    /// <summary>Says what the choice is to heed, before the first is made.</summary>
    void OnSelect(ProxySession session, BackendSelection selection);
}

/// <summary>What the backend sees of the client's request.</summary>
public interface IUpstreamRequestPhase : IPhase
{
    /// <summary>Changes a head before it is sent; called once or more for each attempt.</summary>
    void OnUpstreamRequest(ProxySession session, UpstreamHead head);
}

/// <summary>
/// What the client sees: the 101 of a WebSocket, a backend's response and an answer of the proxy itself, before it is sent.
/// </summary>
public interface IResponsePhase : IPhase
{
    void OnResponse(ProxySession session, ClientResponse response);
}

/// <summary>What accompanies an open WebSocket.</summary>
public interface ITunnelPhase : IPhase
{
    /// <summary>Changes what the tunnel is built of, when the backend has said 101.</summary>
    void OnTunnel(ProxySession session, TunnelPlan plan);
}

/// <summary>What is told, or given back, when a request is over.</summary>
public interface IEndPhase : IPhase
{
    /// <summary>
    /// Called once for each request that has a session: also where no route is for it, or where one of its phases has refused it before
    /// this policy's was asked. One that is malformed or too large has none, and of HTTP/2 none that its listener takes no more. What it
    /// fails with is logged.
    /// </summary>
    void OnEnd(ProxySession session, RequestEnd end);
}
