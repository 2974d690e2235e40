using System.Net.Http.Headers;
using ActorProxy.Actors.Pipeline.Attempts;
using ActorProxy.Actors.Telemetry.Tracing;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace ActorProxy.Node.Gateway;

/// <summary>Gives the forwarder the heads of one attempt: the request's for the backend, the response's for the client.</summary>
/// <param name="trace">Of the attempt; null where it is not traced.</param>
internal sealed class ForwardTransformer(Exchange exchange, AttemptTrace? trace) : HttpTransformer
{
    private const string ServerName = "ActorProxy";

    private readonly HttpOptions _options = exchange.Proxy.Options.Http;

    /// <summary>The backend as the forwarder wants it.</summary>
    public string BackendUrl { get; } = UrlOf(exchange.Selection!.Backend!.Address, exchange.Routed!.Route.Pool.Http2);

    /// <summary>Where the backend said that it cannot serve now, and another one is asked instead; null where not.</summary>
    public AttemptStep.Send? Next { get; private set; }

    /// <summary>What is wrong with the response's head, where no client is to see it.</summary>
    public string? Broken { get; private set; }

    public override ValueTask TransformRequestAsync(
        HttpContext http, HttpRequestMessage request, string destinationPrefix, CancellationToken cancellationToken)
    {
        var routed = exchange.Routed!;
        var received = trace is null ? routed.Request : routed.Request with { Fields = trace.FieldsOf(routed.Request.Fields) };
        var wanted = exchange.Session.HeadFor(HttpForwarding.Passed(received));
        var head = HttpForwarding.Request(received, wanted.Target, wanted.Host, wanted.Fields, _options.Via);
        // As it came: the backend is not to see another path than the one that was routed.
        request.RequestUri = new Uri(BackendUrl + head.Target,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        foreach (var field in head.Fields)
            Add(request, field);
        // Where the client library cannot read it, it sends one of its own beside it.
        if (request.Headers.Host is null)
            throw new InvalidOperationException("The Host field is none to the client library.");
        if (head.Fields.Has("TE") && !exchange.Routed!.Route.Pool.Http2)
            request.Headers.TryAddWithoutValidation("Connection", "TE");
        return ValueTask.CompletedTask;
    }

    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext http, HttpResponseMessage? response, CancellationToken cancellationToken)
    {
        if (response is null)
            return false;
        var status = (int)response.StatusCode;
        trace?.Answered(status);
        Next = AttemptLoop.Answered(exchange.Session, status, exchange.RequestBody.IsBegun) as AttemptStep.Send;
        if (Next is not null)
            return false;
        HeaderFields fields = [.. FieldsOf(response.Headers), .. FieldsOf(response.Content.Headers)];
        Broken = ResponseRules.Error(response.ReasonPhrase, fields);
        if (Broken is not null)
            return false;
        http.Response.StatusCode = status;
        http.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = response.ReasonPhrase;
        foreach (var field in exchange.Session.FieldsFor(status, WithOurs(HttpForwarding.Response(status, fields, _options.Via))))
            http.Response.Headers.Append(field.Name, field.Value);
        if (!exchange.IsHttp2 && exchange.Connection.IsDraining)
            http.Response.Headers.Connection = "close";
        if (!exchange.IsHttp2 && HasTrailers(response) && exchange.Routed!.Request.Method != "HEAD")
        {
            exchange.ResponseBody.IsChunked = true;
            http.Response.Headers.TransferEncoding = "chunked";
            http.Response.Headers.Trailer = string.Join(", ", response.Headers.Trailer);
        }
        // A stream begins when it begins, not with its first event.
        if (http.Response.ContentLength is null)
            await http.Response.StartAsync(cancellationToken);
        return true;
    }

    public override ValueTask TransformResponseTrailersAsync(
        HttpContext http, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var trailers = HttpForwarding.Trailers([.. FieldsOf(response.TrailingHeaders)]);
        if (exchange.ResponseBody.IsChunked)
            return new ValueTask(exchange.ResponseBody.WriteTrailersAsync(trailers, cancellationToken));
        if (http.Features.Get<IHttpResponseTrailersFeature>() is { Trailers.IsReadOnly: false } feature)
        {
            foreach (var field in trailers)
                feature.Trailers.Append(field.Name, field.Value);
        }
        return ValueTask.CompletedTask;
    }

    // With https the client library keeps connections apart by the Host of their requests, so that clients can make it keep
    // any number of them. HTTP/2 tells the backend the scheme; nothing in HTTP/1.1 does: whether there is TLS is
    // BackendConnector's to know.
    private static string UrlOf(BackendAddress backend, bool http2) =>
        backend.Tls && http2 ? $"https://{backend.Authority}" : $"http://{(backend with { Tls = false }).Authority}";

    /// <summary>Those that were announced (RFC 9110 section 6.6.2): whether there are others is known too late.</summary>
    private static bool HasTrailers(HttpResponseMessage response) =>
        response.Headers.Trailer.Count > 0 && response.Headers.TransferEncodingChunked == true
        && (int)response.StatusCode is not (204 or 304);

    private HeaderFields WithOurs(HeaderFields fields) =>
        _options.ServerHeader && !fields.Has("Server") ? [.. fields, new("Server", ServerName)] : fields;

    private static IEnumerable<HeaderField> FieldsOf(HttpHeaders headers)
    {
        foreach (var (name, values) in headers.NonValidated)
        {
            foreach (var value in values)
                yield return new HeaderField(name, value);
        }
    }

    private static void Add(HttpRequestMessage request, HeaderField field)
    {
        // What the client library counts as the body's, as Content-Type, a request without a body may have, too.
        if (!request.Headers.TryAddWithoutValidation(field.Name, field.Value))
            (request.Content?.Headers ?? BodyHandler.FieldsWithoutBody(request)).TryAddWithoutValidation(field.Name, field.Value);
    }
}
