using ActorProxy.Actors.Accounting;

namespace ActorProxy.Actors.Tests.Harness;

internal sealed record OpenedEvent(ConnectionInfo Connection);
