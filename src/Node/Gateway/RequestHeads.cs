using ActorProxy.Shared.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace ActorProxy.Node.Gateway;

/// <summary>
/// Heads as the HTTP server has them, read of HTTP/2 and to be written. It has joined the crumbs of a Cookie (RFC 9113 section 8.2.3).
/// </summary>
internal static class RequestHeads
{
    public static RequestHead Of(HttpContext http)
    {
        var request = http.Features.GetRequiredFeature<IHttpRequestFeature>();
        return new RequestHead(request.Method, request.RawTarget, FieldsOf(request.Headers));
    }

    /// <summary>Adds a field line to a head or trailers, also one without value: the server's own way to append leaves that out.</summary>
    public static void Append(IHeaderDictionary to, HeaderField field) =>
        to[field.Name] = StringValues.Concat(to[field.Name], field.Value);

    public static HeaderFields FieldsOf(IHeaderDictionary headers)
    {
        var fields = new List<HeaderField>(headers.Count);
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
                fields.Add(new HeaderField(name, value ?? ""));
        }
        return [.. fields];
    }
}
