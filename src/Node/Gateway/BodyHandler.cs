using System.Net;
using System.Net.Http.Headers;
using ActorProxy.Shared.Http;

namespace ActorProxy.Node.Gateway;

/// <summary>What the forwarder and the client library do otherwise with request bodies than a proxy should.</summary>
internal sealed class BodyHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private static readonly HttpRequestOptionsKey<HttpContent> WithoutBody = new("actorproxy.without-body");

    /// <summary>Where fields go that belong to a body, of a request that has none.</summary>
    public static HttpContentHeaders FieldsWithoutBody(HttpRequestMessage request)
    {
        if (!request.Options.TryGetValue(WithoutBody, out var content))
            request.Options.Set(WithoutBody, content = new ByteArrayContent([]));
        return content.Headers;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is { } content)
            request.Content = new FlushingContent(content);
        else if (request.Options.TryGetValue(WithoutBody, out var empty))
            request.Content = empty;
        else if (!MethodRules.IsIdempotent(request.Method.Method))
            // Nothing at all it would send again by itself where a backend closes the connection without an answer.
            request.Content = new ByteArrayContent([]);
        return base.SendAsync(request, cancellationToken);
    }

    /// <summary>
    /// Sends each piece of a body as it comes. The client library would keep small pieces back until 4 KiB are together,
    /// which a stream of small messages waits for in vain.
    /// </summary>
    private sealed class FlushingContent : HttpContent
    {
        private readonly HttpContent _inner;

        public FlushingContent(HttpContent inner)
        {
            _inner = inner;
            foreach (var (name, values) in inner.Headers.NonValidated)
                Headers.TryAddWithoutValidation(name, values);
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
            _inner.CopyToAsync(new FlushingStream(stream), context, cancellationToken);

        // Its length, if it is known, is in Content-Length.
        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private sealed class FlushingStream(Stream inner) : WriteStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await inner.WriteAsync(buffer, cancellationToken);
            await inner.FlushAsync(cancellationToken);
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);
    }
}
