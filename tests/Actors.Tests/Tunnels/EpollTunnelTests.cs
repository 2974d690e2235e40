using ActorProxy.Shared.Options;

namespace ActorProxy.Actors.Tests.Tunnels;

public sealed class EpollTunnelTests() : TunnelTests(TransportKind.Auto);
