using ActorProxy.Shared.Options;

namespace ActorProxy.Actors.Tests.Upstreams;

public sealed class SocketBackendFailureTests() : BackendFailureTests(TransportKind.Sockets);
