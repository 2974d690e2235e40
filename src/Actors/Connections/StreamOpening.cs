using System.Net;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;
using ActorProxy.Transport;
using ActorProxy.Transport.Tls;

namespace ActorProxy.Actors.Connections;

/// <summary>A client whose WebSocket is a stream of an HTTP/2 connection (RFC 8441): its request has been read.</summary>
/// <param name="tell">As of <see cref="ClientOpening"/>.</param>
internal sealed class StreamOpening(ProxyContext proxy, StreamHandOver given, Action<object> tell) : IClientSide
{
    public Channel Channel => given.Stream.Channel;

    public IPEndPoint Peer => given.Carrier.Peer;

    public IPEndPoint? Destination => given.Carrier.Destination;

    public TlsInfo? Tls => given.Carrier.Tls;

    public bool CanAnswer => true;

    public void Start() => tell(new ClientOpened(Channel, Peer, Tls, given.Head, Bytes: default, IsForGateway: false));

    public void Stop()
    {
    }

    public ReadOnlyMemory<byte> Switch(UpgradeAccepted accepted, string? setCookie)
    {
        given.Stream.Accept(ExtendedConnect.Accepted(accepted, setCookie));
        return default;
    }

    public void Refuse(TerminationReason reason, string requestId, string? detail)
    {
        var (head, body) = ErrorResponse.Parts(reason, requestId, detail, proxy.RetryAfter(reason));
        given.Stream.Answer(ExtendedConnect.Refused(head), body);
    }

    public bool CanRelay(int status) => ExtendedConnect.CanRelay(status);

    /// <summary>Without the body: nobody reads it of a WebSocket that was refused.</summary>
    public void Relay(UpgradeDeclined declined, UpstreamReply reply)
    {
        reply.Drop();
        var head = ExtendedConnect.Refused(declined.Head);
        given.Stream.Answer(head with { Fields = [.. head.Fields.Where(f => !f.Name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))] }, default);
    }
}
