using ActorProxy.Actors.Telemetry.Tracing;
using ActorProxy.Shared.Http;
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
}
