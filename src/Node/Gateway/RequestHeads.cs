using ActorProxy.Shared.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ActorProxy.Node.Gateway;

/// <summary>Makes heads of what the HTTP server has read.</summary>
internal static class RequestHeads
{
    /// <summary>Where the server puts the Content-Length that came beside a Transfer-Encoding, before it drops it.</summary>
    private const string DroppedLength = "X-Content-Length";

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

    /// <summary>Whether the request could be read in two ways, of which the server has chosen one (RFC 9112 section 6.1).</summary>
    public static bool IsAmbiguous(RequestHead head) => head.Fields.Has("Transfer-Encoding") && head.Fields.Has(DroppedLength);
}
