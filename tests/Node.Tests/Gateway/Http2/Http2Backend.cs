using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using ActorProxy.Tests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>A backend that speaks HTTP/2, and nothing else unless it is told to.</summary>
internal sealed class Http2Backend : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly bool _tls;
    private readonly StrongBox<int> _connections;

    private Http2Backend(WebApplication app, bool tls, StrongBox<int> connections)
    {
        _app = app;
        _tls = tls;
        _connections = connections;
    }

    /// <summary>TCP connections that it has had.</summary>
    public int Connections => Volatile.Read(ref _connections.Value);

    public string Url
    {
        get
        {
            var address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
            return $"{(_tls ? "wss" : "ws")}://127.0.0.1:{address.Port}";
        }
    }

    /// <param name="certificate">Null for a backend without TLS, which expects HTTP/2 from the first byte.</param>
    public static async Task<Http2Backend> StartAsync(
        X509Certificate2? certificate, RequestDelegate serve, HttpProtocols protocols = HttpProtocols.Http2)
    {
        var connections = new StrongBox<int>();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigurePatientKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = protocols;
                listen.Use(next => connection =>
                {
                    Interlocked.Increment(ref connections.Value);
                    return next(connection);
                });
                if (certificate is not null)
                    listen.UseHttps(certificate);
            });
        });
        var app = builder.Build();
        app.Run(serve);
        await app.StartAsync();
        return new Http2Backend(app, certificate is not null, connections);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }
}
