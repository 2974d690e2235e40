using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using ActorProxy.Node.Configuration;
using ActorProxy.Shared.Operator;
using ActorProxy.Tests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ActorProxy.Interop.Tests.Dashboard;

/// <summary>The admin API as the page knows it, in front of a <see cref="FakeCluster"/>. Arguments are checked as a node does it.</summary>
internal sealed class FakeOperatorApi : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<OperatorRequest> _requests = new();
    private int _unauthorized;

    private FakeOperatorApi(WebApplication app) => _app = app;

    public FakeCluster Cluster { get; } = new();

    public Uri Page => new($"{_app.Urls.First()}/dashboard");

    /// <summary>What the API wants to be told; null for nothing.</summary>
    public string? Token { get; set; }

    public bool HasMetrics { get; set; } = true;

    /// <summary>Whether connections are cut instead of answered.</summary>
    public bool Silent { get; set; }

    /// <summary>Requests that had a token, and a wrong one.</summary>
    public int Unauthorized => _unauthorized;

    /// <summary>Commands that change something, in the order in which they came.</summary>
    public IReadOnlyList<OperatorRequest> Orders =>
        [.. _requests.Where(r => OperatorCatalogue.Find(r.Command)!.Effect != CommandEffect.Reads)];

    public static async Task<FakeOperatorApi> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigurePatientKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var api = new FakeOperatorApi(app);
        app.Use(api.LetInAsync);
        app.MapGet("/dashboard", () => Results.Stream(typeof(ConfigurationLoader).Assembly.GetManifestResourceStream("dashboard.html")!,
            "text/html; charset=utf-8"));
        app.MapGet("/metrics", () => api.HasMetrics ? Results.Text(api.Cluster.Metrics()) : Results.NotFound());
        app.MapGet("/api/{group}/{verb}", (string group, string verb, HttpContext http) =>
            api.AnswerAsync(http, $"{group} {verb}", http.Request.Query.ToImmutableSortedDictionary(a => a.Key, a => a.Value.ToString()),
                reads: true));
        app.MapPost("/api/{group}/{verb}", async (string group, string verb, HttpContext http) =>
            await api.AnswerAsync(http, $"{group} {verb}", (
                await http.Request.ReadFromJsonAsync<ImmutableSortedDictionary<string, string>>())!, reads: false));
        await app.StartAsync();
        return api;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task LetInAsync(HttpContext http, RequestDelegate next)
    {
        var page = http.Request.Path == "/dashboard";
        if (Silent && !page)
        {
            http.Abort();
            return;
        }
        var given = http.Request.Headers.Authorization.ToString();
        if (Token is not null && !page && given != $"Bearer {Token}")
        {
            if (given.Length > 0)
                Interlocked.Increment(ref _unauthorized);
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        await next(http);
    }

    private async Task AnswerAsync(HttpContext http, string command, ImmutableSortedDictionary<string, string> arguments, bool reads)
    {
        var request = new OperatorRequest(command, arguments, "api 127.0.0.1");
        var readable = OperatorInput.TryRead(request, out var input, out var problems);
        if (readable && reads && input!.Command.Effect != CommandEffect.Reads)
        {
            http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }
        var answers = readable ? Cluster.Answer(input!) : [.. problems.Select(OperatorAnswer.Error)];
        if (readable)
            _requests.Enqueue(request);
        http.Response.StatusCode = answers is [{ Kind: AnswerKind.Error }, ..] ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK;
        http.Response.ContentType = "application/x-ndjson";
        foreach (var answer in answers)
            await http.Response.WriteAsync(JsonSerializer.Serialize(answer, OperatorJson.Default.OperatorAnswer) + "\n");
    }
}
