using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using ActorProxy.Interop.Tests.Harness;
using ActorProxy.Tests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ActorProxy.Interop.Tests.Conversations;

/// <summary>A backend on Kestrel. It cannot be told to send a ping: .NET has none but keepalive.</summary>
internal sealed class KestrelBackend : IEchoBackend
{
    private readonly Channel<BackendReport> _reports = Channel.CreateUnbounded<BackendReport>();
    private readonly WebApplication _app;
    private readonly bool _deflate;

    private KestrelBackend(WebApplication app, bool deflate) => (_app, _deflate) = (app, deflate);

    public Uri Url => new UriBuilder(_app.Urls.First()) { Scheme = "ws" }.Uri;

    public static async Task<KestrelBackend> StartAsync(bool deflate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigurePatientKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var backend = new KestrelBackend(app, deflate);
        app.UseWebSockets();
        app.Run(backend.ServeAsync);
        await app.StartAsync();
        return backend;
    }

    public async Task<BackendReport> ReportAsync()
    {
        using var limit = new CancellationTokenSource(Wait.Timeout);
        return await _reports.Reader.ReadAsync(limit.Token);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ServeAsync(HttpContext http)
    {
        var subprotocol = http.WebSockets.WebSocketRequestedProtocols.Contains("echo.v2") ? "echo.v2" : null;
        using var socket = await http.WebSockets.AcceptWebSocketAsync(
            new WebSocketAcceptContext { SubProtocol = subprotocol, DangerousEnableCompression = _deflate });
        var parts = int.TryParse(http.Request.Query["parts"], out var given) ? given : 1;
        try
        {
            // Not called off by the peer's FIN, which may be known before the Close frame ahead of it is read.
            while (await socket.ReadMessageAsync(CancellationToken.None) is var (kind, payload))
                await AnswerAsync(socket, kind, payload, parts, http.RequestAborted);
            if (socket.State == WebSocketState.CloseReceived)
                await AnswerCloseAsync(socket);
            _reports.Writer.TryWrite(new BackendReport(socket.SubProtocol,
                SocketMessages.ExtensionsIn(http.Response.Headers.SecWebSocketExtensions), socket.Closing()));
        }
        catch (Exception failure)
        {
            _reports.Writer.TryComplete(failure);
        }
    }

    private static async Task AnswerCloseAsync(WebSocket socket)
    {
        try
        {
            await socket.CloseOutputAsync(socket.CloseStatus ?? WebSocketCloseStatus.NormalClosure, socket.CloseStatusDescription,
                CancellationToken.None);
        }
        catch (Exception gone) when (gone is IOException or WebSocketException or OperationCanceledException)
        {
            // Who has closed need not wait for the answer; what it said is known.
        }
    }

    private static async Task AnswerAsync(WebSocket socket, WebSocketMessageType kind, ReadOnlyMemory<byte> payload, int parts,
        CancellationToken cancellation)
    {
        if (kind == WebSocketMessageType.Text && payload.Span.StartsWith("close:"u8))
        {
            var order = Encoding.UTF8.GetString(payload.Span).Split(':', 3);
            await socket.CloseOutputAsync((WebSocketCloseStatus)int.Parse(order[1]), order[2], cancellation);
        }
        else
        {
            await socket.SendPartsAsync(kind, payload, parts, cancellation);
        }
    }
}
