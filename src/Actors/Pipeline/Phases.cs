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
    PhaseResult OnRequest(ProxySession session);
}

/// <summary>
/// What the client sees: the 101 of a WebSocket, a backend's response and an answer of the proxy itself, before it is sent.
/// </summary>
public interface IResponsePhase : IPhase
{
    void OnResponse(ProxySession session, ClientResponse response);
}
