using System.Net;
using System.Collections.Concurrent;
using System.Text;
using ActorProxy.Tests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace ActorProxy.Node.Tests.Telemetry;

/// <summary>Takes what is sent by OTLP in HTTP, and keeps it.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Collector(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = null!;

    /// <summary>Path, the field <c>api-key</c>, and the body with each byte a char.</summary>
    public ConcurrentQueue<(string Path, string Key, string Body)> Taken { get; } = new();

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigurePatientKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var collector = new Collector(builder.Build());
        collector._app.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            collector.Taken.Enqueue((http.Request.Path, http.Request.Headers["api-key"].ToString(),
                Encoding.Latin1.GetString(body.ToArray())));
        });
        await collector._app.StartAsync();
        collector.Address = new Uri(collector._app.Urls.Single());
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
