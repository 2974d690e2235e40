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

namespace ActorProxy.Node.Hosting;

/// <summary>Kestrel with one handler on one address and nothing else: no routing, no logging, no configuration.</summary>
internal sealed class SlimServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SlimServer(WebApplication app, IPEndPoint address)
    {
        _app = app;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Starts it; where the port is 0, the system chooses one.</summary>
    /// <param name="what">For the failure: <c>health endpoint</c>.</param>
    /// <param name="keys">For the failure: the section of the configuration, as in <c>health</c>.</param>
    /// <param name="connections">Its own.</param>
    /// <exception cref="IOException">The address cannot be bound.</exception>
    public static async Task<SlimServer> StartAsync(
        string what, string keys, IPEndPoint address, Action<KestrelServerOptions> configure, Action<ListenOptions> listen, RequestDelegate handler,
        SideConnections connections)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
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
        app.Run(context => SideConnection.ServeAsync(context, handler));
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
        return new SlimServer(app, new IPEndPoint(address.Address, bound.Port));
    }

    /// <summary>Closes it, and cuts what is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }
}
