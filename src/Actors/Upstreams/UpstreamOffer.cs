using System.Buffers;
using ActorProxy.Actors.Connections;
using ActorProxy.Actors.Telemetry.Tracing;
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

    /// <summary>Makes the head of a request with other fields of the client; null where the handshake is not traced.</summary>
    internal Func<HeaderFields, ReadOnlyMemory<byte>>? Rebuild { get; init; }

    /// <summary>The head of an attempt that is traced.</summary>
    internal ReadOnlyMemory<byte> HeadOf(AttemptTrace trace) => Rebuild?.Invoke(trace.FieldsOf(Request.Fields)) ?? Head;

    /// <summary>What a connection's handshake and its route make of the request.</summary>
    /// <param name="traced">Whether attempts tell their backends of the trace.</param>
    /// <param name="client">For pools whose backends get a PROXY header.</param>
    internal static UpstreamOffer Of(Handshake handshake, ForwardingPolicy forwarding, bool traced, Func<ProxyHeader> client)
    {
        var pool = handshake.Route.Pool;
        var readsMessages = handshake.Route.Policy.ReadsMessages;
        return new UpstreamOffer(HeadOf(handshake, forwarding, handshake.Request), handshake.Request, !readsMessages)
        {
            ProxyHeader = pool.SendProxyProtocol == ProxyProtocolMode.Off ? default : ProxyHeaderWriter.Write(pool.SendProxyProtocol, client()),
            Tls = pool.Tls,
            Rebuild = traced ? Rebuilder(handshake, forwarding) : null,
        };
    }

    private static Func<HeaderFields, ReadOnlyMemory<byte>> Rebuilder(Handshake handshake, ForwardingPolicy forwarding) =>
        fields => HeadOf(handshake, forwarding, handshake.Request with { Fields = fields });

    private static ReadOnlyMemory<byte> HeadOf(Handshake handshake, ForwardingPolicy forwarding, UpgradeRequest request)
    {
        var policy = handshake.Route.Policy;
        var head = UpstreamRequest.Build(request, handshake.Peer, new UpstreamPolicy
        {
            Path = policy.PathRewrite,
            Host = policy.HostRewrite,
            Headers = policy.Headers,
            Forwarding = forwarding,
            DeclineExtensions = policy.ReadsMessages,
        }, handshake.Route.Path.Value);
        var bytes = new ArrayBufferWriter<byte>(1024);
        HeadWriter.Write(bytes, head);
        return bytes.WrittenMemory;
    }
}
