using ActorProxy.Transport.Sockets;

namespace ActorProxy.Transport.Tests.Sockets;

public sealed class SocketsBehindPeerTests : BehindPeerSpec
{
    protected override ITransport Create(TransportOptions options, TimeProvider time, Action<Exception> onFault) =>
        new SocketTransport(options, time, onFault);
}
