using System.Net;
using ActorProxy.Actors.Backends;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Actors.Connections;

/// <summary>What a connection carries from its routed request to its 101, and drops then.</summary>
/// <param name="Policies">What holds for the request: the route's, its listener's and the node's.</param>
/// <param name="Client">The client's address, as a trusted peer tells it where the peer is one.</param>
/// <param name="Early">What came behind the request head; goes to the backend after the 101.</param>
/// <param name="Selection">The way through the pool's backends.</param>
internal sealed record Handshake(
    UpgradeRequest Request, string Path, Route Route, PolicySet Policies, ClientInfo Peer,
    IPAddress Client, ReadOnlyMemory<byte> Early, BackendSelection Selection);
