using ActorProxy.Shared.Options;

namespace ActorProxy.Actors.Tests.Connections;

public sealed class SocketRefusalTests() : RefusalTests(TransportKind.Sockets);
