using ActorProxy.Transport.Sockets;

namespace ActorProxy.Transport.Tests.Sockets;

public sealed class SocketsSocketBudgetTests : SocketBudgetSpec
{
    protected override ITransport Create(TransportOptions options, TimeProvider time, Action<Exception> onFault) =>
        new SocketTransport(options, time, onFault);
}
