using System.Collections.Concurrent;
using System.Net;
using ActorProxy.Tests.Harness;
using k8s;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ActorProxy.Node.Tests.Kubernetes;

/// <summary>A Kubernetes API that answers what the test says.</summary>
internal sealed class ScriptedApi : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ScriptedApi(WebApplication app) => _app = app;

    /// <summary>Method, path and query of each request.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public Func<HttpContext, Task> Answer { get; set; } = Json(200, Pod.List());

    public KubernetesClientConfiguration Configuration => new() { Host = _app.Urls.Single(), Namespace = "own" };

    public static async Task<ScriptedApi> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigurePatientKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var api = new ScriptedApi(builder.Build());
        api._app.Run(context =>
        {
            api.Requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            return api.Answer(context);
        });
        await api._app.StartAsync();
        return api;
    }

    public static Func<HttpContext, Task> Json(int status, string body) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body);
    };

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }
}
