using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using ActorProxy.Actors.Connections;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>A node whose listener speaks TLS, and clients of it that speak HTTP/2.</summary>
internal sealed class Http2Proxy(GatewayProxy proxy, TestCertificates certificates) : IAsyncDisposable
{
    private int _connections;

    public GatewayProxy Gateway => proxy;

    public RecordingAccessLog Log => proxy.Log;

    /// <summary>TCP connections that the clients have opened.</summary>
    public int Connections => Volatile.Read(ref _connections);

    public static Task<Http2Proxy> StartAsync(params string[] backends) => StartAsync(TestRoutes.Pool(backends));

    public static Task<Http2Proxy> StartAsync(
        BackendPool pool, TransportKind transport = TransportKind.Auto, Func<ListenerTlsOptions, ListenerTlsOptions>? tls = null,
        Func<ProxyOptions, ProxyOptions>? change = null) =>
        StartAsync(TestRoutes.Route(pool), transport, tls, change);

    public static async Task<Http2Proxy> StartAsync(
        Route route, TransportKind transport = TransportKind.Auto, Func<ListenerTlsOptions, ListenerTlsOptions>? tls = null,
        Func<ProxyOptions, ProxyOptions>? change = null,
        Func<IHttpGateway, IHttpGateway>? wrap = null)
    {
        var certificates = new TestCertificates();
        var section = new ListenerTlsOptions { Certificates = [certificates.Write("web", "localhost")] };
        var options = TestRoutes.Options(route, transport) with
        {
            Listeners = [new ListenerOptions(TestRoutes.Listener, IPAddress.Loopback, 0) { Tls = tls?.Invoke(section) ?? section }],
        };
        return new Http2Proxy(await GatewayProxy.StartAsync(change?.Invoke(options) ?? options, wrap), certificates);
    }

    /// <summary>What sends requests on one connection, as long as that is enough.</summary>
    public SocketsHttpHandler Handler() => new()
    {
        ConnectCallback = async (_, cancellation) =>
        {
            Interlocked.Increment(ref _connections);
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(proxy.Node.Listeners.EndPoints[TestRoutes.Listener], cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true },
        UseProxy = false,
        AllowAutoRedirect = false,
    };

    /// <param name="policy">Of the version; by default it is HTTP/2, or there is no answer.</param>
    public HttpClient Client(HttpVersionPolicy policy = HttpVersionPolicy.RequestVersionExact) => new(Handler())
    {
        BaseAddress = new Uri("https://localhost"),
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = policy,
        Timeout = Peer.Timeout,
    };

    /// <summary>Asks for a WebSocket that is refused; the status that it gets.</summary>
    public async Task<HttpStatusCode> RefusedStatusAsync(string path, params IEnumerable<string> subprotocols)
    {
        using var socket = new ClientWebSocket();
        foreach (var subprotocol in subprotocols)
            socket.Options.AddSubProtocol(subprotocol);
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.HttpVersion = HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using var invoker = new HttpMessageInvoker(Handler());
        await Assert.ThrowsAsync<WebSocketException>(
            () => socket.ConnectAsync(new Uri(new Uri("wss://localhost"), path), invoker, CancellationToken.None));
        return socket.HttpStatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        await proxy.DisposeAsync();
        certificates.Dispose();
    }
}
