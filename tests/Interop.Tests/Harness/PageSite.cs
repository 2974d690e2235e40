using System.Net;
using ActorProxy.Tests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace ActorProxy.Interop.Tests.Harness;

/// <summary>Serves the page that converses in Chromium.</summary>
internal sealed class PageSite : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PageSite(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.First());

    public static async Task<PageSite> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigurePatientKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.MapPage("index.html", "converse.js");
        await app.StartAsync();
        return new PageSite(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
