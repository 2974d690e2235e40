using ActorProxy.Shared.Options;

namespace ActorProxy.Actors.Tests.Upstreams;

public sealed class EpollBackendFailureTests() : BackendFailureTests(TransportKind.Auto);
