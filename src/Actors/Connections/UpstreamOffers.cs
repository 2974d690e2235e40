using System.Buffers;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Policies.Filters;
using ActorProxy.Shared.ProxyProtocol;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Actors.Connections;

/// <summary>Makes what backends are sent from a connection's handshake and its route.</summary>
internal static class UpstreamOffers
{
    /// <summary>What a connection's handshake and its route make of the request.</summary>
    /// <param name="traced">Whether attempts tell their backends of the trace.</param>
    /// <param name="client">For pools whose backends get a PROXY header.</param>
    public static UpstreamOffer Of(Handshake handshake, ForwardingPolicy forwarding, bool traced, Func<ProxyHeader> client)
    {
        var pool = handshake.Route.Pool;
        var readsMessages = handshake.Policies.Of<FilterChain>().ReadsMessages;
        return new UpstreamOffer(HeadOf(handshake, forwarding, handshake.Request), handshake.Request, !readsMessages)
        {
            ProxyHeader = pool.SendProxyProtocol == ProxyProtocolMode.Off
                ? default
                : ProxyHeaderWriter.Write(pool.SendProxyProtocol, client()),
            Tls = pool.Tls,
            Rebuild = traced ? Rebuilder(handshake, forwarding) : null,
        };
    }

    private static Func<HeaderFields, ReadOnlyMemory<byte>> Rebuilder(Handshake handshake, ForwardingPolicy forwarding) =>
        fields => HeadOf(handshake, forwarding, handshake.Request with { Fields = fields });

    private static ReadOnlyMemory<byte> HeadOf(Handshake handshake, ForwardingPolicy forwarding, UpgradeRequest request)
    {
        var head = UpstreamRequest.Build(request, handshake.Peer, UpstreamPolicy.Of(handshake.Policies, forwarding),
            handshake.Route.Path.Value);
        var bytes = new ArrayBufferWriter<byte>(1024);
        HeadWriter.Write(bytes, head);
        return bytes.WrittenMemory;
    }
}
