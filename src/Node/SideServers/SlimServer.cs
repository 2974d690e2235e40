using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog;

namespace ActorProxy.Node.SideServers;

/// <summary>Kestrel with one handler on one address and nothing else: no routing, no logging, no configuration.</summary>
internal sealed class SlimServer : ISideEndpoint
{
    private readonly WebApplication _app;
    private readonly SideListenerFactory _sockets;

    private SlimServer(WebApplication app, SideListenerFactory sockets, IPEndPoint address)
    {
        (_app, _sockets) = (app, sockets);
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Starts it; where the port is 0, the system chooses one.</summary>
    /// <param name="what">For the failure: <c>health endpoint</c>.</param>
    /// <param name="keys">For the failure: the section of the configuration, as in <c>health</c>.</param>
    /// <param name="connections">Its own.</param>
    /// <param name="log">Is told of what a handler throws; null for the process's own.</param>
    /// <exception cref="IOException">The address cannot be bound.</exception>
    public static async Task<SlimServer> StartAsync(
        string what, string keys, IPEndPoint address, Action<KestrelServerOptions> configure, Action<ListenOptions> listen,
        RequestDelegate handler,
        SideConnections connections, ILogger? log = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            configure(kestrel);
            kestrel.Listen(address, options =>
            {
                options.Use(connections.AwaitFirstByte);
                listen(options);
            });
        });
        builder.Services.AddSingleton<IConnectionListenerFactory>(services =>
            new SideListenerFactory(ActivatorUtilities.CreateInstance<SocketTransportFactory>(services), connections));
        var app = builder.Build();
        app.Run(context => SideConnection.ServeAsync(context, served => ServeAsync(served, what, handler, log ?? Log.Logger)));
        try
        {
            await app.StartAsync();
        }
        catch (Exception failure) when (failure is IOException or System.Net.Sockets.SocketException)
        {
            await app.DisposeAsync();
            var cause = failure.GetBaseException().Message;
            throw new IOException($"The {what} cannot listen on {address}: {cause}; see {keys}.address and {keys}.port", failure);
        }
        var bound = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return new SlimServer(app, (SideListenerFactory)app.Services.GetRequiredService<IConnectionListenerFactory>(),
            new IPEndPoint(address.Address, bound.Port));
    }

    /// <summary>Kestrel would answer 500 to whatever a handler throws, and tell nobody.</summary>
    private static async Task ServeAsync(HttpContext context, string what, RequestDelegate handler, ILogger log)
    {
        try
        {
            await handler(context);
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException refused) when (!context.Response.HasStarted)
        {
            // The client's own fault, found while its body was read.
            context.Response.StatusCode = refused.StatusCode;
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone: nobody is left to be answered, and nothing is wrong here.
        }
        catch (Exception failure)
        {
            log.Error(failure, "The {Server:l} failed to answer {Method:l} {Path}: a defect of ActorProxy", what, context.Request.Method,
                context.Request.Path.Value);
            if (context.Response.HasStarted)
                context.Abort();
            else
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }
    }

    public ValueTask UnbindAsync() => _sockets.UnbindAsync();

    /// <summary>Closes it, and cuts what is under way.</summary>
    public async ValueTask DisposeAsync() => await EndAsync(new CancellationToken(canceled: true));

    public async Task EndAsync(CancellationToken cut)
    {
        await _app.StopAsync(cut);
        await _app.DisposeAsync();
    }
}
