using ActorProxy.Actors.Connections;

namespace ActorProxy.Actors.Tests.Harness;

internal sealed record OpenedEvent(ConnectionInfo Connection);
