using ActorProxy.Actors.Accounting;

namespace ActorProxy.Interop.Tests.Harness;

/// <summary>What the proxy knew of a connection at its end.</summary>
internal sealed record ClosedEvent(ConnectionInfo Connection, TunnelEnd End, Traffic Traffic);
