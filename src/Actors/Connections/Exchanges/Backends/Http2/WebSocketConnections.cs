using System.Text;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Connections.Exchanges.Backends.Http2;

/// <summary>
/// Connections whose streams are WebSockets. One to a backend that takes none is closed at once: of .NET's client, which finds out for each
/// request anew, it would be kept for ever. May be used from any thread.
/// </summary>
internal sealed class WebSocketConnections(Http2Connector connector, ProxyContext proxy)
{
    /// <param name="handler">Sends <see cref="ConnectMessage"/>s, and nothing else.</param>
    public void ApplyTo(SocketsHttpHandler handler)
    {
        handler.ConnectCallback = (context, cancellation) => ConnectAsync(EndpointOf(context.InitialRequestMessage), cancellation);
        handler.PlaintextStreamFilter = (context, _) => ValueTask.FromResult<Stream>(
            new SettingsStream(context.PlaintextStream, isSure => Refuse(EndpointOf(context.InitialRequestMessage), isSure)));
        handler.RequestHeaderEncodingSelector = static (name, request) =>
        {
            // Nothing else tells of a request which has got its connection.
            ((ConnectMessage)request).OnField(name);
            return Encoding.Latin1;
        };
    }

    private async ValueTask<Stream> ConnectAsync(StreamEndpoint endpoint, CancellationToken cancellation)
    {
        // Requests wait for a connection one after another, and each tries anew where it came to nothing.
        if (proxy.StreamRefusals.Has(endpoint, proxy.Time))
            throw new UpstreamException(TerminationReason.BackendReset, $"{endpoint.Address} takes no WebSockets by HTTP/2");
        return await connector.ConnectAsync(endpoint.Address, cancellation, onHttp11: () => Refuse(endpoint, isSure: true));
    }

    private void Refuse(StreamEndpoint endpoint, bool isSure) => proxy.StreamRefusals.Add(endpoint, isSure, proxy.Time);

    private static StreamEndpoint EndpointOf(HttpRequestMessage request) => ((ConnectMessage)request).Endpoint;
}
