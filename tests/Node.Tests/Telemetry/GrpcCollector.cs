using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Text;
using ActorProxy.Tests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ActorProxy.Node.Tests.Telemetry;

/// <summary>Takes what is sent by OTLP in gRPC, over HTTP/2 without TLS, and keeps it.</summary>
internal sealed class GrpcCollector : IAsyncDisposable
{
    public const string Metrics = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";

    public const string Traces = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

    /// <summary>Of a message: whether it is compressed, and its length.</summary>
    private const int PrefixLength = 5;

    private readonly WebApplication _app;

    private GrpcCollector(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = null!;

    /// <summary>Exports that were answered: path, the metadata <c>api-key</c>, and the message with each byte a char.</summary>
    public ConcurrentQueue<(string Path, string Key, string Message)> Taken { get; } = new();

    /// <summary>What else came, in words: nothing, where the exporter speaks gRPC.</summary>
    public ConcurrentQueue<string> Strange { get; } = new();

    public static async Task<GrpcCollector> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigurePatientKestrel(
            kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        var collector = new GrpcCollector(builder.Build());
        collector._app.Run(collector.TakeAsync);
        await collector._app.StartAsync();
        collector.Address = new Uri(collector._app.Urls.Single());
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var (request, message) = (http.Request, body.ToArray());
        if (Strangeness(request, message) is { } strange)
            Strange.Enqueue(strange);
        else
            Taken.Enqueue((request.Path, request.Headers["api-key"].ToString(), Encoding.Latin1.GetString(message.AsSpan(PrefixLength))));
        http.Response.ContentType = "application/grpc";
        // An empty message is an export's success in full.
        await http.Response.Body.WriteAsync(new byte[PrefixLength]);
        http.Response.AppendTrailer("grpc-status", "0");
    }

    private static string? Strangeness(HttpRequest request, byte[] message) => request switch
    {
        { Method: not "POST" } => $"{request.Method} {request.Path}",
        { Path.Value: not (Metrics or Traces) } => request.Path,
        { ContentType: not "application/grpc" } => $"Content-Type {request.ContentType}",
        _ when request.Headers.TE != "trailers" => $"TE {request.Headers.TE}",
        _ when message.Length < PrefixLength || message[0] != 0 => "no message, or one that is compressed",
        _ when BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan(1)) != message.Length - PrefixLength =>
            "another length than its prefix says",
        _ => null,
    };
}
