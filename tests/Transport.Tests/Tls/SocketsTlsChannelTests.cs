using System.Net.Sockets;
using System.Security.Authentication;
using ActorProxy.Transport.Sockets;
using ActorProxy.Transport.Tests.Support;

namespace ActorProxy.Transport.Tests.Tls;

public sealed class SocketsTlsChannelTests : ChannelSpec
{
    protected override ITransport Create(TransportOptions options, TimeProvider time, Action<Exception> onFault) =>
        new SocketTransport(options, time, onFault);

    protected override async Task<(Channel Channel, Socket Peer)> AcceptAsync(ChannelOptions? options = null, int? peerReceiveBuffer = null)
    {
        var (channel, peer) = await base.AcceptAsync(options, peerReceiveBuffer);
        var (tls, bridged) = await TlsBridge.AcceptAsync(channel, peer, SslProtocols.Tls13);
        return (tls, Owned(bridged));
    }

    protected override async Task<(Channel Channel, Socket Peer)> ConnectAsync(
        EventLoop loop, ChannelOptions? options = null, int? peerReceiveBuffer = null)
    {
        var (channel, peer) = await base.ConnectAsync(loop, options, peerReceiveBuffer);
        var (tls, bridged) = await TlsBridge.ConnectAsync(channel, peer, SslProtocols.Tls12);
        return (tls, Owned(bridged));
    }
}
