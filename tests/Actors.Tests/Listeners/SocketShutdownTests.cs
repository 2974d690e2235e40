using ActorProxy.Shared.Options;

namespace ActorProxy.Actors.Tests.Listeners;

public sealed class SocketShutdownTests() : ShutdownTests(TransportKind.Sockets);
