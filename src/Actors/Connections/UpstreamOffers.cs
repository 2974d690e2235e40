using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.ProxyProtocol;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Actors.Connections;

/// <summary>Makes what backends are sent from a connection's handshake and its route.</summary>
internal static class UpstreamOffers
{
    /// <summary>What the phases of a handshake make of the request.</summary>
    /// <param name="traced">Whether attempts tell their backends of the trace.</param>
    /// <param name="via">By which version the request came, for the backend to know; null to say nothing of it.</param>
    /// <param name="client">Of whom pools tell whose backends get a PROXY header.</param>
    public static UpstreamOffer Of(Handshake handshake, bool traced, ProtocolVersion? via, ClientSide client)
    {
        var pool = handshake.Route.Pool;
        var head = HeadOf(handshake, handshake.Request, via);
        return new UpstreamOffer(HeadWriter.ToArray(head), handshake.Request, head.Fields.Has("Sec-WebSocket-Extensions"))
        {
            ProxyHeader = pool.SendProxyProtocol == ProxyProtocolMode.Off
                ? default
                : ProxyHeaderWriter.Write(pool.SendProxyProtocol, new ProxyHeader(client.Peer, client.Destination)),
            Tls = pool.Tls,
            // Apart from here: what they capture would be an object of each handshake, and most need neither.
            Rebuild = traced || pool.HasOwnHosts ? Rebuild(handshake, via) : null,
            Connect = pool.WebSocketHttp2 ? Connect(handshake, via) : null,
        };
    }

    private static Func<HeaderFields, ReadOnlyMemory<byte>> Rebuild(Handshake handshake, ProtocolVersion? via) =>
        fields => HeadWriter.ToArray(HeadOf(handshake, handshake.Request with { Fields = fields }, via));

    private static Func<HeaderFields, RequestHead> Connect(Handshake handshake, ProtocolVersion? via) =>
        fields => ExtendedConnect.FromUpgrade(HeadOf(handshake, handshake.Request with { Fields = fields }, via));

    private static RequestHead HeadOf(Handshake handshake, UpgradeRequest request, ProtocolVersion? via)
    {
        var head = handshake.Session.HeadFor(UpstreamRequest.Passed(request), handshake.Selection.Backend!);
        return UpstreamRequest.Head(head.Target, head.Host, head.Fields, via);
    }
}
