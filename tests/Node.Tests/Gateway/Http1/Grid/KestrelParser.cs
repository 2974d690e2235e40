using System.Collections.Concurrent;
using System.Net;
using System.Text;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Tests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace ActorProxy.Node.Tests.Gateway.Http1.Grid;

/// <summary>.NET's server, as far as it reads requests.</summary>
internal sealed class KestrelParser : IRequestParser
{
    private const string Closes = "closes";

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ParsedRequest> _requests = new(); // of the present connection

    private KestrelParser(WebApplication app) => _app = app;

    // It takes sizes of 8 digits at most, without white space behind them. A Content-Length of more than 20 digits is more than it has room
    // for where it is told to read Latin-1, which ends the connection without an answer.
    public string? Refusal(RecordedRequest request) =>
        request.ChunkLines.Any(line => line.Split(';')[0] is var size && (size.Length > 8 || size.AsSpan().ContainsAny(" \t")))
            ? "HTTP/1.1 400 Bad Request"
            : request.Of("Content-Length") is [{ Length: > 20 }] ? Closes : null;

    // What collects them adds nothing where there is no value.
    public IEnumerable<string> TrailersOf(RecordedRequest request) =>
        request.Trailers.Where(line => !line.EndsWith(": ", StringComparison.Ordinal));

    public static async Task<KestrelParser> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigurePatientKestrel(kestrel =>
        {
            kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var parser = new KestrelParser(builder.Build());
        parser._app.Run(parser.NoteAsync);
        await parser._app.StartAsync();
        return parser;
    }

    public async Task<ParserReading> ReadAsync(byte[] bytes)
    {
        _requests.Clear();
        var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        using var client = await Peer.ConnectAsync(new IPEndPoint(IPAddress.Loopback, new Uri(address).Port));
        await client.SendAsync(bytes);
        var answers = (await client.ReadToEndAsync()).Text;
        // What it does not read it answers itself.
        var refusal = answers.Split("\r\n").FirstOrDefault(
            line => line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && line != "HTTP/1.1 200 OK");
        return new ParserReading([.. _requests], refusal ?? (answers.Length == 0 ? Closes : null));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task NoteAsync(HttpContext http)
    {
        var request = http.Features.GetRequiredFeature<IHttpRequestFeature>();
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var trailers = http.Features.Get<IHttpRequestTrailersFeature>() is { Available: true } behind ? behind.Trailers : null;
        _requests.Enqueue(new ParsedRequest(request.Method, request.RawTarget, Pairs(request.Headers),
            Encoding.Latin1.GetString(body.ToArray()), trailers is null ? [] : Pairs(trailers)));
    }

    private static string[][] Pairs(IHeaderDictionary fields) =>
        [.. fields.SelectMany(field => field.Value.Select(value => new[] { field.Key, value ?? "" }))];
}
