using System.Text;
using ActorProxy.Actors.Connections;
using ActorProxy.Node.SideServers;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ActorProxy.Node.Gateway;

/// <summary>
/// An HTTP server without sockets of its own: it speaks HTTP/2 on the connections that the proxy hands over, and hands back their requests.
/// </summary>
public sealed class HttpGateway : IHttpGateway, IAsyncDisposable
{
    /// <summary>How many times the largest head the server takes of an HTTP/2 client, so that it can be answered with 431.</summary>
    private const int HeadRoom = 4;
    private const int Http2FieldOverhead = 32;

    private readonly WebApplication _app;
    private readonly GatewayListener _listener;
    private readonly ServerRefusals _refusals;
    private readonly KestrelServerLimits _limits;
    private readonly IDisposable _badRequests;

    private HttpGateway(WebApplication app, GatewayListener listener, ServerRefusals refusals, KestrelServerLimits limits)
    {
        _limits = limits;
        _app = app;
        _listener = listener;
        _refusals = refusals;
        _badRequests = BadRequestObserver.Subscribe(app.Services);
    }

    public static async Task<HttpGateway> StartAsync(ProxyOptions options)
    {
        var listener = new GatewayListener();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, listener));
        builder.Services.AddSingleton<IConnectionListenerFactory>(listener);
        var refusals = new ServerRefusals();
        builder.Logging.AddProvider(refusals);
        builder.Logging.AddFilter((category, level) => category == ServerRefusals.Category && level == LogLevel.Debug);
        var app = builder.Build();
        app.Run(RequestHandler.ServeAsync);
        var limits = app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;
        Set(limits, options);
        await app.StartAsync();
        return new HttpGateway(app, listener, refusals, limits);
    }

    public IHttpConnection Serve(HttpHandOver connection)
    {
        var served = new GatewayConnection(connection, _refusals);
        if (!_listener.TryAdd(served))
            served.Cut(TerminationReason.NodeShutdown);
        return served;
    }

    /// <summary>The server reads its limits with each connection; connections that are there keep theirs.</summary>
    public void Take(ProxyOptions options) => Set(_limits, options);

    /// <summary>Ends what is left. A caller that wants requests to be finished waits for the connections first.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _badRequests.Dispose();
    }

    private static void Configure(KestrelServerOptions kestrel, GatewayListener listener)
    {
        kestrel.AddServerHeader = false;
        // Each char is one byte, as in the proxy's own heads; but the server has no room for more than 20 bytes of a length that it reads
        // with an encoding of ours.
        kestrel.RequestHeaderEncodingSelector =
            name => name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) ? null! : Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
        var limits = kestrel.Limits;
        // Its exchange holds each request to the limit.
        limits.MaxRequestBodySize = null;
        limits.MaxRequestBufferSize = null;
        // A stream may be silent for as long as the activity time-out lets it.
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;
        kestrel.Listen(listener.EndPoint, listen => listen.Protocols = HttpProtocols.Http2);
    }

    private static void Set(KestrelServerLimits limits, ProxyOptions options)
    {
        limits.KeepAliveTimeout = options.Http.KeepAliveTimeout;
        limits.RequestHeadersTimeout = options.Handshake.HeadTimeout;
        // Heads are held to their limits by us, as they would be written in HTTP/1.1, with the crumbs of a Cookie in one. HTTP/2
        // counts 32 bytes more a field (RFC 9113 section 6.5.2), and a client that exceeds the server's own limits twice loses the
        // connection with all its streams.
        var heads = options.Handshake.MaxHeadSize * HeadRoom;
        limits.MaxRequestHeadersTotalSize = heads;
        limits.MaxRequestHeaderCount = heads / Http2FieldOverhead;
        limits.Http2.MaxRequestHeaderFieldSize = heads * 2;
        // Method, version and spaces besides the target.
        limits.MaxRequestLineSize = Math.Max(options.Handshake.MaxHeadSize, options.Handshake.MaxTargetSize) + 64;
    }
}
