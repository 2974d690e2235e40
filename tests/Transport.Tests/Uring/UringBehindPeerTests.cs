using ActorProxy.Transport.Epoll;

namespace ActorProxy.Transport.Tests.Uring;

/// <summary>With relays that move into the ring after one small read; where there is no io_uring, with epoll once more.</summary>
public sealed class UringBehindPeerTests : BehindPeerSpec
{
    protected override ITransport Create(TransportOptions options, TimeProvider time, Action<Exception> onFault) =>
        new EpollTransport(options with { CalmReads = EpollTransport.SupportsUring ? 1 : null }, time, onFault);
}
