using System.Text;
using ActorProxy.Shared.Backends;

namespace ActorProxy.Actors.Connections.Exchanges.Backends.Http2;

/// <summary>
/// Sends requests to backends of one <see cref="Http2Setting"/>, on connections that are kept for further requests: a pool
/// for each backend's address. May be used from any thread.
/// </summary>
internal sealed class Http2BackendClient : IDisposable
{
    /// <param name="proxyHeader">What each connection begins with; empty for nothing.</param>
    public Http2BackendClient(ProxyContext proxy, Http2Setting setting, ReadOnlyMemory<byte> proxyHeader)
    {
        var connector = new Http2Connector(proxy, setting, proxyHeader);
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = (context, cancellation) =>
                connector.ConnectAsync(setting.Found
                    ?? new BackendAddress(context.DnsEndPoint.Host, context.DnsEndPoint.Port) { Tls = setting.Secure }, cancellation),
            PooledConnectionIdleTimeout = setting.KeepAlive,
            MaxResponseHeadersLength = setting.MaxHead,
            EnableMultipleHttp2Connections = true,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = System.Net.DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        };
        if (setting.HasWebSockets)
            new WebSocketConnections(connector, proxy).ApplyTo(handler);
        Invoker = new HttpMessageInvoker(handler);
    }

    public HttpMessageInvoker Invoker { get; }

    public void Dispose() => Invoker.Dispose();
}
