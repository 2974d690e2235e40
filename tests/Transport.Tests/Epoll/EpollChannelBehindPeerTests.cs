using ActorProxy.Transport.Epoll;

namespace ActorProxy.Transport.Tests.Epoll;

/// <summary>The relay that is for channels of any kind, on this transport's own.</summary>
public sealed class EpollChannelBehindPeerTests : BehindPeerSpec
{
    protected override ITransport Create(TransportOptions options, TimeProvider time, Action<Exception> onFault) =>
        new EpollTransport(options, time, onFault);

    protected override Relay CreateRelay(Channel downstream, Channel upstream, IRelayHandler handler) =>
        new ChannelRelay(downstream, upstream, handler);
}
