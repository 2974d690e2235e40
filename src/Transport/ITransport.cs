using System.Net;

namespace ActorProxy.Transport;

/// <summary>Event loops, and the TCP listeners and channels that live on them.</summary>
public interface ITransport : IDisposable
{
    /// <summary>What it is called in configuration, logs and metrics: <c>epoll</c>, <c>io-uring</c> or <c>sockets</c>.</summary>
    string Name { get; }

    /// <summary>The loops, one thread each. A channel belongs to one of them for its whole life.</summary>
    IReadOnlyList<EventLoop> Loops { get; }

    /// <summary>Binds and starts to accept. May be called from any thread.</summary>
    /// <param name="endPoint">Port 0 picks a free one: see <see cref="IListener.EndPoint"/>. <c>[::]</c> is all of IPv6 and IPv4.</param>
    /// <param name="onAccepted">Called on the new channel's own loop; it owns the channel from then on.</param>
    /// <exception cref="TransportException">The address is in use, not ours, or not permitted.</exception>
    IListener Listen(IPEndPoint endPoint, ListenOptions options, Action<Channel> onAccepted);

    /// <summary>A new, unconnected channel on the given loop: see <see cref="Channel.ConnectAsync"/>. Call on that loop.</summary>
    Channel CreateChannel(EventLoop loop, ChannelOptions options);

    /// <summary>
    /// Joins two open channels of one loop into a relay, which owns them from then on. No read or write may be under way
    /// on either. Nothing moves before <see cref="Relay.Start"/>. They may be of any kind, with TLS or without. Call on that
    /// loop.
    /// </summary>
    Relay CreateRelay(Channel downstream, Channel upstream, IRelayHandler handler);
}
