// The smallest YARP proxy: yarp.dll PORT BACKENDPORT. No logging.
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

int port = int.Parse(args[0]);
int backendPort = int.Parse(args[1]);

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.Limits.MinRequestBodyDataRate = null;
    kestrel.Limits.MinResponseDataRate = null;
    kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
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
