using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace ActorProxy.Node.Hosting;

/// <summary>
/// Answers programs that look after the node on a port of its own. It is no surface for anybody else: few connections, small
/// requests without a body.
/// </summary>
internal sealed class SideServer : IAsyncDisposable
{
    /// <summary>A kubelet has up to three probes under way, Prometheus one scrape; the rest is for people who look.</summary>
    private const int MaxConnections = 32;

    private const int MaxHeadSize = 4096;

    private static readonly TimeSpan HeadTimeout = TimeSpan.FromSeconds(5);

    /// <summary>A kubelet opens a connection for each probe; others who keep theirs do not keep out the next.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    private readonly WebApplication _app;

    private SideServer(WebApplication app, IPEndPoint address)
    {
        _app = app;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address { get; }

    /// <param name="address">Port 0 lets the system choose.</param>
    /// <param name="name">For the error: <c>health</c>, which is also the section with its address and port.</param>
    /// <exception cref="IOException">The address cannot be bound.</exception>
    public static async Task<SideServer> StartAsync(IPEndPoint address, string name, RequestDelegate serve)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, address));
        var app = builder.Build();
        app.Run(serve);
        try
        {
            await app.StartAsync();
        }
        catch (Exception failure) when (failure is IOException or System.Net.Sockets.SocketException)
        {
            await app.DisposeAsync();
            var cause = failure.GetBaseException().Message;
            throw new IOException($"The {name} endpoint cannot listen on {address}: {cause}; see {name}.address and {name}.port", failure);
        }
        var bound = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return new SideServer(app, new IPEndPoint(address.Address, bound.Port));
    }

    /// <summary>Closes it, and cuts what is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private static void Configure(KestrelServerOptions kestrel, IPEndPoint address)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxConcurrentConnections = MaxConnections;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MaxRequestBodySize = 0;
        limits.MaxRequestLineSize = MaxHeadSize;
        limits.MaxRequestHeadersTotalSize = MaxHeadSize;
        limits.MaxRequestBufferSize = 2 * MaxHeadSize;
        limits.RequestHeadersTimeout = HeadTimeout;
        limits.KeepAliveTimeout = KeepAlive;
        kestrel.Listen(address.Address, address.Port, listen => listen.Protocols = HttpProtocols.Http1);
    }
}
