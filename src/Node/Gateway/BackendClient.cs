using System.Text;
using ActorProxy.Actors.Connections;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Node.Gateway;

/// <summary>
/// Sends requests to backends of one <see cref="BackendSetting"/>, on connections that are kept for further requests: a pool
/// for each backend's address. May be used from any thread.
/// </summary>
internal sealed class BackendClient : IDisposable
{
    /// <param name="proxyHeader">What each connection begins with; empty for nothing.</param>
    public BackendClient(ProxyContext proxy, BackendSetting setting, ReadOnlyMemory<byte> proxyHeader)
    {
        var connector = new BackendConnector(proxy, setting, proxyHeader);
        Invoker = new HttpMessageInvoker(new BodyHandler(new SocketsHttpHandler
        {
            ConnectCallback = (context, cancellation) =>
                connector.ConnectAsync(new BackendAddress(context.DnsEndPoint.Host, context.DnsEndPoint.Port) { Tls = setting.Secure },
                    cancellation),
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
        }));
    }

    public HttpMessageInvoker Invoker { get; }

    public void Dispose() => Invoker.Dispose();
}
