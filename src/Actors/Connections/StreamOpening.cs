using System.Net;
using ActorProxy.Actors.Pipeline;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Actors.Connections;

/// <summary>A client whose WebSocket is a stream of an HTTP/2 connection (RFC 8441): its request has been read.</summary>
internal sealed class StreamOpening : ClientSide
{
    private readonly ProxyContext _proxy;
    private readonly StreamHandOver _given;
    private readonly Action<object> _tell;

    /// <param name="tell">As of <see cref="ClientOpening"/>.</param>
    public StreamOpening(ProxyContext proxy, StreamHandOver given, Action<object> tell)
        : base(given.Stream.Channel, given.Carrier.Peer)
    {
        _proxy = proxy;
        _given = given;
        _tell = tell;
        Tls = given.Carrier.Tls;
        CanAnswer = true;
    }

    public override IPEndPoint? Destination => _given.Carrier.Destination;

    public override void Start() => _tell(new ClientOpened(Channel, Peer, Tls, _given.Head, Bytes: default, IsForGateway: false));

    public override void Stop()
    {
    }

    public override ReadOnlyMemory<byte> Switch(UpgradeAccepted accepted, ProxySession session)
    {
        _given.Stream.Accept(Seen(ExtendedConnect.Accepted(accepted), session));
        return default;
    }

    /// <summary>The next request has a stream of its own.</summary>
    public override bool CanGoOn => false;

    public override bool CanRelay(int status) => ExtendedConnect.CanRelay(status);

    /// <summary>Without the body: nobody reads it of a WebSocket that was refused.</summary>
    public override Task Relay(
        UpgradeDeclined declined, UpstreamReply reply, RelayedAnswer relayed, ProxySession session, Func<bool>? goesOn)
    {
        reply.Drop();
        var head = declined.Head;
        var fields = _proxy.FieldsOf(session, head, head.Version);
        relayed.End(TerminationReason.BackendDeclined);
        _given.Stream.Answer(head with { Fields = [.. fields.Where(
            f => !f.Name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))] }, default);
        return Task.CompletedTask;
    }

    protected override Task Send(ResponseHead head, byte[] body, Func<bool>? goesOn)
    {
        _given.Stream.Answer(ExtendedConnect.Refused(head), body);
        return Task.CompletedTask;
    }
}
