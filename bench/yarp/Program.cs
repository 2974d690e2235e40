// The smallest YARP proxy: yarp.dll PORT BACKENDPORT [PEM with certificate and key, for TLS]. No logging.
using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

int port = int.Parse(args[0]);
int backendPort = int.Parse(args[1]);

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseKestrelHttpsConfiguration(); // which the slim builder leaves out
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.Limits.MinRequestBodyDataRate = null;
    kestrel.Limits.MinResponseDataRate = null;
    kestrel.Listen(IPAddress.Loopback, port, listen =>
    {
        listen.Protocols = args.Length > 2 ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
        if (args.Length > 2)
            listen.UseHttps(X509Certificate2.CreateFromPemFile(args[2]), https => https.SslProtocols = SslProtocols.Tls13);
    });
});
builder.Services.AddReverseProxy().LoadFromMemory(
    [new RouteConfig { RouteId = "all", ClusterId = "backend", Match = new RouteMatch { Path = "{**catchall}" } }],
    [
        new ClusterConfig
        {
            ClusterId = "backend",
            HttpRequest = new ForwarderRequestConfig
            {
                Version = HttpVersion.Version11,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                ActivityTimeout = TimeSpan.FromHours(1),
            },
            Destinations = new Dictionary<string, DestinationConfig>
            {
                ["echo"] = new() { Address = $"http://127.0.0.1:{backendPort}/" },
            },
        },
    ]);

var app = builder.Build();
app.MapReverseProxy();
app.Run();
