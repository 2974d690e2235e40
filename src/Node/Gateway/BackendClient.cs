using System.Net.Sockets;
using System.Text;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Gateway;

/// <summary>Connections to backends, kept for further requests: a pool for each backend's address. May be used from any thread.</summary>
internal sealed class BackendClient : IDisposable
{
    private readonly AddressResolver _resolver = new(TimeProvider.System);
    private readonly TimeSpan _keepalive;
    private readonly TimeSpan _connectTimeout;

    public BackendClient(ProxyOptions options)
    {
        _keepalive = options.Tunnel.Keepalive;
        _connectTimeout = options.Handshake.ConnectTimeout;
        Invoker = new HttpMessageInvoker(new BodyHandler(new SocketsHttpHandler
        {
            ConnectCallback = ConnectAsync,
            PooledConnectionIdleTimeout = options.Http.BackendKeepAliveTimeout,
            // In KiB.
            MaxResponseHeadersLength = Math.Max(1, options.Handshake.MaxHeadSize / 1024),
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

    /// <exception cref="UpstreamException">The name has no address, or none of them takes the connection in time.</exception>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        // The client library's own connect time-out looks like any other cancellation.
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        late.CancelAfter(_connectTimeout);
        var backend = new BackendAddress(context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        try
        {
            var addresses = await _resolver.ResolveAsync(backend).AsTask().WaitAsync(late.Token);
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                KeepAlive(socket);
                await socket.ConnectAsync(addresses, backend.Port, late.Token);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
        catch (SocketException error)
        {
            throw new UpstreamException(ReasonOf(error.SocketErrorCode), $"cannot connect to {backend}: {error.Message}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new UpstreamException(TerminationReason.BackendConnectTimeout, $"no answer from {backend} in time");
        }
    }

    private void KeepAlive(Socket socket)
    {
        if (_keepalive <= TimeSpan.Zero)
            return;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)_keepalive.TotalSeconds);
    }

    private static TerminationReason ReasonOf(SocketError error) => error switch
    {
        SocketError.ConnectionRefused or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown
            or SocketError.NetworkDown => TerminationReason.BackendRefused,
        SocketError.TimedOut => TerminationReason.BackendConnectTimeout,
        SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable or SocketError.AddressNotAvailable => TerminationReason.ResourcesExhausted,
        _ => TerminationReason.BackendReset,
    };
}
