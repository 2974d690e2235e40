using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Http;

namespace ActorProxy.Actors.Connections.Exchanges.Backends.Http2;

/// <summary>A request, and the head of its response, as .NET's client has them.</summary>
internal static class RequestMessage
{
    /// <param name="content">Null where the request has none.</param>
    /// <exception cref="InvalidOperationException">The Host field is none to the client.</exception>
    public static HttpRequestMessage Of(RequestHead head, BackendAddress backend, HttpContent? content)
    {
        var message = new HttpRequestMessage(new HttpMethod(head.Method), UriOf(backend, head.Target))
        {
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        foreach (var field in head.Fields)
        {
            // What the client counts as the content's, as Content-Type, a request without content may have, too.
            if (!message.Headers.TryAddWithoutValidation(field.Name, field.Value))
                (message.Content ??= new ByteArrayContent([])).Headers.TryAddWithoutValidation(field.Name, field.Value);
        }
        // Where the client cannot read it, it sends one of its own beside it.
        return message.Headers.Host is not null
            ? message
            : throw new InvalidOperationException("The Host field is none to the client library.");
    }

    /// <summary>The response's head.</summary>
    /// <param name="error">What is wrong with it; null for nothing.</param>
    public static ResponseHead HeadOf(HttpResponseMessage response, out string? error)
    {
        var head = new ResponseHead((int)response.StatusCode, "", [.. FieldsOf(response.Headers), .. FieldsOf(response.Content.Headers)])
        {
            IsHttp20 = true,
        };
        error = head.Status > 599 ? "The response has a status that is none." : ResponseRules.Error(response.ReasonPhrase, head.Fields);
        return head;
    }

    /// <summary>The response's trailers; there when its content has been read.</summary>
    public static HeaderFields TrailersOf(HttpResponseMessage response) => [.. FieldsOf(response.TrailingHeaders)];

    /// <summary>The path is as it came: the backend is not to see another one than the one that was routed.</summary>
    internal static Uri UriOf(BackendAddress backend, string target) => new(
        (backend.Tls ? $"https://{backend.Authority}" : $"http://{backend.Authority}") + target,
        new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    private static IEnumerable<HeaderField> FieldsOf(System.Net.Http.Headers.HttpHeaders headers)
    {
        foreach (var (name, values) in headers.NonValidated)
        {
            foreach (var value in values)
                yield return new HeaderField(name, value);
        }
    }
}
