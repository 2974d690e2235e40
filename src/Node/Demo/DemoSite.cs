using System.Net;
using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Directory;
using ActorProxy.Node.SideServers;
using ActorProxy.Shared.Termination;
using Akka.Actor;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ActorProxy.Node.Demo;

/// <summary>
/// What stands beside the proxy in the demo, all on loopback: the chat backend behind it, the page that chats through it,
/// and what the page asks about the proxy's connections.
/// </summary>
internal sealed class DemoSite : IAsyncDisposable
{
    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(2);

    private readonly WebApplication _app;
    private IActorRef _directory = ActorRefs.Nobody;
    private int _proxyPort;

    private DemoSite(WebApplication app) => _app = app;

    /// <summary>Where the page is.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>Starts it.</summary>
    /// <param name="port">0 lets the system choose.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<DemoSite> StartAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        var site = new DemoSite(app);
        var chat = new ChatBackend();
        app.UseWebSockets();
        app.MapGet("/", () => Results.Text(DemoPage.Html(site._proxyPort), "text/html; charset=utf-8"));
        app.Map("/chat", chat.ServeAsync);
        app.MapGet("/connections", site.ListAsync);
        app.MapPost("/connections/{id}/close", site.CloseAsync);
        await app.StartAsync();
        return site;
    }

    /// <summary>Tells the page where the proxy is, and lets it see its connections.</summary>
    public void Watch(int proxyPort, IActorRef directory)
    {
        _proxyPort = proxyPort;
        _directory = directory;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> ListAsync()
    {
        var list = await _directory.Ask<ConnectionList>(ListConnections.Instance, AskTimeout);
        return Results.Json(list.Connections.Select(ConnectionView.Of));
    }

    private async Task<IResult> CloseAsync(string id)
    {
        var command = CloseCommand.For(TerminationReason.OperatorClose, "closed from the demo page");
        return await _directory.Ask<bool>(new CloseById(id, command), AskTimeout) ? Results.NoContent() : Results.NotFound();
    }
}
