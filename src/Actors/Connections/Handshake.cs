using System.Net;
using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Pipeline;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Actors.Connections;

/// <summary>What a connection carries from its routed request to its 101, and drops then.</summary>
/// <param name="Session">Of the request, whose selection is made.</param>
/// <param name="Early">What came behind the request head; goes to the backend after the 101.</param>
internal sealed record Handshake(ProxySession Session, UpgradeRequest Request, ReadOnlyMemory<byte> Early)
{
    /// <summary>The way through the pool's backends.</summary>
    public BackendSelection Selection => Session.Selection!;

    public Route Route => Session.Route!;

    public string Path => Session.Place.Path!;

    public PolicySet Policies => Session.Policies;

    public ClientInfo Peer => Session.Peer;

    public IPAddress Client => Session.Client;
}
