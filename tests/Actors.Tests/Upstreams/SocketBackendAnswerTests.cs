using ActorProxy.Shared.Options;

namespace ActorProxy.Actors.Tests.Upstreams;

public sealed class SocketBackendAnswerTests() : BackendAnswerTests(TransportKind.Sockets);
