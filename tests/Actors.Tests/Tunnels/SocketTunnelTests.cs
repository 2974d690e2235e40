using ActorProxy.Shared.Options;

namespace ActorProxy.Actors.Tests.Tunnels;

public sealed class SocketTunnelTests() : TunnelTests(TransportKind.Sockets);
