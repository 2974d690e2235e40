using ActorProxy.Shared.Options;

namespace ActorProxy.Actors.Tests.Connections;

public sealed class EpollRefusalTests() : RefusalTests(TransportKind.Auto);
