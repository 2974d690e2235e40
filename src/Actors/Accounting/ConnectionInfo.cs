using System.Net;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Routing;
using ActorProxy.Transport.Tls;

namespace ActorProxy.Actors.Accounting;

/// <summary>What is known of an open connection, and does not change while it lives.</summary>
/// <param name="Client">The client's address, as a trusted peer tells it where the peer is one.</param>
/// <param name="Peer">The other end of the TCP connection, or what a PROXY header says of that.</param>
/// <param name="Host">Host of the request, in lower case, without port.</param>
/// <param name="Path">Path of the request, normalised, without query: that may carry secrets.</param>
/// <param name="RequestId">What the backend sees as the request's id.</param>
/// <param name="Attempt">The attempt that succeeded, from 1.</param>
/// <param name="Subprotocol">What the backend chose, or null.</param>
/// <param name="Since">When the 101 was sent, or the request was read, UTC.</param>
public sealed record ConnectionInfo(
    string Id,
    string Listener,
    IPAddress Client,
    IPEndPoint Peer,
    string Host,
    string Path,
    string RequestId,
    Route Route,
    Backend Backend,
    int Attempt,
    string? Subprotocol,
    DateTimeOffset Since)
{
    /// <summary>What the client's TLS handshake agreed on; null where the listener has no TLS.</summary>
    public TlsInfo? Tls { get; init; }

    /// <summary>By which version a tunnel goes to its backend.</summary>
    public ProtocolVersion BackendVersion { get; init; } = ProtocolVersion.Http11;

    /// <summary>What held for it when it was opened.</summary>
    public PolicySet Policies { get; init; } = [];

    /// <summary>Whether it is a tunnel; else it is served an HTTP request.</summary>
    public bool IsTunnel { get; init; } = true;
}
