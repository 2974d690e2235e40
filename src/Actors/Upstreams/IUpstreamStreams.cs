using System.Net;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Settings;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Upstreams;

/// <summary>WebSockets to backends on streams of shared connections of HTTP/2 (RFC 8441). May be used from any thread.</summary>
public interface IUpstreamStreams
{
    /// <summary>Whether the backend is worth asking: for a while it is not, after it has turned out to take none.</summary>
    bool MayOpen(StreamEndpoint endpoint);

    /// <summary>Asks a backend for a WebSocket.</summary>
    /// <param name="connect">Its target is the path.</param>
    /// <param name="loop">Where the answer's channel is used.</param>
    /// <param name="connected">Called once, on any thread, before the answer: the connection stands, and the request is sent.</param>
    /// <returns>Its final answer; null where it takes none, and is to be asked by HTTP/1.1.</returns>
    /// <exception cref="UpstreamException">It failed.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    Task<StreamAnswer?> OpenAsync(
        StreamEndpoint endpoint, RequestHead connect, EventLoop loop, Action connected, CancellationToken cancellation);
}

/// <summary>A backend that is asked for streams: what is equal shares connections.</summary>
/// <param name="Tls">Of the pool; the default where the backend speaks none.</param>
/// <param name="Sources">Our own addresses to connect from.</param>
public sealed record StreamEndpoint(BackendAddress Address, BackendTls Tls, ValueList<IPAddress> Sources);

/// <summary>What a backend has answered.</summary>
/// <param name="Channel">Of what follows the head. It belongs to who gets this.</param>
public sealed record StreamAnswer(Channel Channel, ResponseHead Head);
