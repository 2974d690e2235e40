using ActorProxy.Shared.Options;

namespace ActorProxy.Actors.Tests.Listeners;

public sealed class EpollShutdownTests() : ShutdownTests(TransportKind.Auto);
