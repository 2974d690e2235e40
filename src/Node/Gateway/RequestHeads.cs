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
        var fields = new List<HeaderField>(request.Headers.Count);
        foreach (var (name, values) in request.Headers)
        {
            foreach (var value in values)
                fields.Add(new HeaderField(name, value ?? ""));
        }
        return new RequestHead(request.Method, request.RawTarget, [.. fields]);
    }
}
