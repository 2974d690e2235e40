using ActorProxy.Shared.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ActorProxy.Node.Gateway;

/// <summary>
/// Makes heads of what the HTTP server has read of HTTP/2. It has joined the crumbs of a Cookie (RFC 9113 section 8.2.3).
/// </summary>
internal static class RequestHeads
{
    public static RequestHead Of(HttpContext http)
    {
        var request = http.Features.GetRequiredFeature<IHttpRequestFeature>();
        return new RequestHead(request.Method, request.RawTarget, FieldsOf(request.Headers));
    }

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
