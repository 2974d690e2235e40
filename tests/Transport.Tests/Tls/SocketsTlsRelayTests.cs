using System.Net.Sockets;
using System.Security.Authentication;
using ActorProxy.Transport.Sockets;
using ActorProxy.Transport.Tests.Support;

namespace ActorProxy.Transport.Tests.Tls;

/// <summary>The client's side speaks TLS.</summary>
public sealed class SocketsTlsRelayTests : RelaySpec
{
    protected override ITransport Create(TransportOptions options, TimeProvider time, Action<Exception> onFault) =>
        new SocketTransport(options, time, onFault);

    protected override async Task<(Channel Channel, Socket Peer)> AcceptAsync(ChannelOptions? options = null, int? peerReceiveBuffer = null)
    {
        var (channel, peer) = await base.AcceptAsync(options, peerReceiveBuffer);
        var (tls, bridged) = await TlsBridge.AcceptAsync(channel, peer, SslProtocols.Tls13);
        return (tls, Owned(bridged));
    }
}
