using System.Net;
using ActorProxy.Tests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorProxy.Interop.Tests.SignalR;

/// <summary>SignalR's server with <see cref="TalkHub"/> at <c>/talk</c>.</summary>
internal sealed class HubBackend : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HubBackend(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.First());

    public HubDepartures Departures => _app.Services.GetRequiredService<HubDepartures>();

    public static async Task<HubBackend> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigurePatientKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSignalR();
        builder.Services.AddSingleton<HubDepartures>();
        var app = builder.Build();
        app.MapHub<TalkHub>("/talk");
        await app.StartAsync();
        return new HubBackend(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
