using ActorProxy.Actors.Accounting;

namespace ActorProxy.Actors.Tests.Harness;

internal sealed record ClosedEvent(ConnectionInfo Connection, TunnelEnd End, Traffic Traffic, TimeSpan Duration);
