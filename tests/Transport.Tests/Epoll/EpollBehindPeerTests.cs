using ActorProxy.Transport.Epoll;

namespace ActorProxy.Transport.Tests.Epoll;

public sealed class EpollBehindPeerTests : BehindPeerSpec
{
    protected override ITransport Create(TransportOptions options, TimeProvider time, Action<Exception> onFault) =>
        new EpollTransport(options, time, onFault);
}
