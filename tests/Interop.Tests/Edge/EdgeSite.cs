using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Threading.Channels;
using ActorProxy.Interop.Tests.Conversations;
using ActorProxy.Interop.Tests.Harness;
using ActorProxy.Tests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ActorProxy.Interop.Tests.Edge;

/// <summary>The backend of a page that does all that pages do, and what it has seen of it.</summary>
internal sealed class EdgeSite : IAsyncDisposable
{
    /// <summary>Images of the page. Each is as wide as its number says.</summary>
    public const int Images = 24;

    /// <summary>Events of one response; then the page comes back for more.</summary>
    public const int EventsAtOnce = 3;

    private readonly WebApplication _app;
    private readonly Channel<int> _seen = Channel.CreateUnbounded<int>();
    private readonly ConcurrentQueue<int> _lastEvents = new();
    private readonly ConcurrentQueue<Received> _uploads = new();
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private EdgeSite(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.First());

    public IReadOnlyCollection<Received> Uploads => _uploads;

    /// <summary>What each request for events said that it had last; 0 for nothing.</summary>
    public IReadOnlyCollection<int> LastEvents => _lastEvents;

    /// <summary>The page has left its events.</summary>
    public Task Left => _left.Task.WaitAsync(Wait.Timeout);

    public static async Task<EdgeSite> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigurePatientKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
        });
        var app = builder.Build();
        var site = new EdgeSite(app);
        app.MapPage("edge.html", "converse.js", "edge.js");
        app.MapGet("/images/{width:int}.bmp", (int width) => Results.Bytes(Bitmap.Of(width), "image/bmp"));
        app.MapPost("/upload", (Delegate)site.TakeAsync);
        app.MapPost("/seen/{id:int}", (int id) => { site._seen.Writer.TryWrite(id); });
        app.MapGet("/events", site.TellAsync);
        await app.StartAsync();
        return site;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Keeps no more of the body than its length and its hash.</summary>
    private async Task<Received> TakeAsync(HttpContext http)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var piece = new byte[64 * 1024];
        var length = 0;
        while (await http.Request.Body.ReadAsync(piece, http.RequestAborted) is > 0 and var count)
        {
            hash.AppendData(piece, 0, count);
            length += count;
        }
        var upload = new Received("binary", length, Convert.ToHexStringLower(hash.GetHashAndReset()));
        _uploads.Enqueue(upload);
        return upload;
    }

    /// <summary>
    /// Sends events, each when the one before has been seen. The first response ends; the second waits for the page to leave.
    /// </summary>
    private async Task TellAsync(HttpContext http)
    {
        var last = int.TryParse(http.Request.Headers["Last-Event-ID"], out var given) ? given : 0;
        _lastEvents.Enqueue(last);
        // From the start: the page may leave before it is known here that it has seen the last one.
        using var leaving = last > 0 ? http.RequestAborted.Register(() => _left.TrySetResult()) : default;
        http.Response.ContentType = "text/event-stream";
        await http.Response.WriteAsync("retry: 10\n\n", http.RequestAborted);
        for (var id = last + 1; id <= last + EventsAtOnce; id++)
        {
            await http.Response.WriteAsync($"id: {id}\ndata: event {id}\n\n", http.RequestAborted);
            Assert.Equal(id, await _seen.Reader.ReadAsync(http.RequestAborted));
        }
        if (last == 0)
            return;
        await Left;
    }
}
