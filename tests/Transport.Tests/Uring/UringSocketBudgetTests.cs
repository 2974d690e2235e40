using ActorProxy.Transport.Epoll;

namespace ActorProxy.Transport.Tests.Uring;

public sealed class UringSocketBudgetTests : SocketBudgetSpec
{
    protected override ITransport Create(TransportOptions options, TimeProvider time, Action<Exception> onFault) =>
        new EpollTransport(options with { CalmReads = EpollTransport.SupportsUring ? 1 : null }, time, onFault);
}
