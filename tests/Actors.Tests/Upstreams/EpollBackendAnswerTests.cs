using ActorProxy.Shared.Options;

namespace ActorProxy.Actors.Tests.Upstreams;

public sealed class EpollBackendAnswerTests() : BackendAnswerTests(TransportKind.Auto);
