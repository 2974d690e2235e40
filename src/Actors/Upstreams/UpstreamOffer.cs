using System.Buffers;
using ActorProxy.Actors.Connections;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.ProxyProtocol;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Actors.Upstreams;

/// <summary>What is sent to a backend, the same for each attempt.</summary>
/// <param name="Head">The request head for the backend, as bytes.</param>
/// <param name="Request">The client's handshake, by which the answer is judged.</param>
/// <param name="ExtensionsOffered">Whether its extensions are passed on.</param>
public sealed record UpstreamOffer(ReadOnlyMemory<byte> Head, UpgradeRequest Request, bool ExtensionsOffered)
{
    /// <summary>The PROXY header, which goes before anything else; empty for none.</summary>
    public ReadOnlyMemory<byte> ProxyHeader { get; init; }

    /// <summary>For backends that speak TLS.</summary>
    public BackendTls Tls { get; init; } = BackendTls.Default;

    /// <summary>What a connection's handshake and its route make of the request.</summary>
    /// <param name="client">For pools whose backends get a PROXY header.</param>
    internal static UpstreamOffer Of(Handshake handshake, ForwardingPolicy forwarding, Func<ProxyHeader> client)
    {
        var policy = handshake.Route.Policy;
        var pool = handshake.Route.Pool;
        var head = UpstreamRequest.Build(handshake.Request, handshake.Peer, new UpstreamPolicy
        {
            Path = policy.PathRewrite,
            Host = policy.HostRewrite,
            Headers = policy.Headers,
            Forwarding = forwarding,
            DeclineExtensions = policy.ReadsMessages,
        }, handshake.Route.Path.Value);
        var bytes = new ArrayBufferWriter<byte>(1024);
        HeadWriter.Write(bytes, head);
        return new UpstreamOffer(bytes.WrittenMemory, handshake.Request, !policy.ReadsMessages)
        {
            ProxyHeader = pool.SendProxyProtocol == ProxyProtocolMode.Off ? default : ProxyHeaderWriter.Write(pool.SendProxyProtocol, client()),
            Tls = pool.Tls,
        };
    }
}
