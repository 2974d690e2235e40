using ActorProxy.Actors.Telemetry.Tracing;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Actors.Upstreams;

/// <summary>What is sent to backends.</summary>
/// <param name="Head">The request head for the first backend, as bytes.</param>
/// <param name="Request">The client's handshake, by which the answer is judged.</param>
/// <param name="ExtensionsOffered">Whether its extensions are passed on.</param>
public sealed record UpstreamOffer(ReadOnlyMemory<byte> Head, UpgradeRequest Request, bool ExtensionsOffered)
{
    /// <summary>The PROXY header, which goes before anything else; empty for none.</summary>
    public ReadOnlyMemory<byte> ProxyHeader { get; init; }

    /// <summary>For backends that speak TLS.</summary>
    public BackendTls Tls { get; init; } = BackendTls.Default;

    /// <summary>
    /// Makes the head of the present attempt, with these fields of the client; null where all attempts have the same.
    /// </summary>
    internal Func<HeaderFields, ReadOnlyMemory<byte>>? Rebuild { get; init; }

    /// <summary>
    /// Makes the extended CONNECT of the present attempt, with these fields of the client; null for pools whose WebSockets go by HTTP/1.1.
    /// </summary>
    internal Func<HeaderFields, RequestHead>? Connect { get; init; }

    /// <summary>The head of the present attempt.</summary>
    /// <param name="trace">Null where it is not traced.</param>
    internal ReadOnlyMemory<byte> HeadOf(AttemptTrace? trace) =>
        Rebuild?.Invoke(trace?.FieldsOf(Request.Fields) ?? Request.Fields) ?? Head;
}
