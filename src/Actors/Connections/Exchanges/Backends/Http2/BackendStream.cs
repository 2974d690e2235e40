using ActorProxy.Actors.Connections.Exchanges.Clients;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Connections.Exchanges.Backends.Http2;

/// <summary>
/// A request to a backend that speaks HTTP/2, by .NET's client: frames, flow control and connections are its own. It passes on no
/// interim response, and takes no trailers of requests. Used on the loop.
/// </summary>
internal sealed class BackendStream : BackendLeg
{
    private readonly HttpMessageInvoker _client;
    private readonly BackendAddress _backend;
    private readonly RequestContent? _content; // null where it is not written as it comes
    private readonly BackendStreamChannel _channel;
    private readonly CancellationTokenSource _cancelled;
    private Task<HttpResponseMessage> _sending = null!; // set when it begins
    private UpstreamException? _failure;
    private HttpResponseMessage? _response;

    private BackendStream(HttpMessageInvoker client, BackendAddress backend, RequestContent? content, BackendStreamChannel channel,
        CancellationTokenSource cancelled, ExchangeLoop loop)
        : base(channel, loop)
    {
        (_client, _backend, _content, _channel, _cancelled) = (client, backend, content, channel, cancelled);
    }

    public override UpstreamException? Failure => _failure;

    public override Func<HeaderFields> Trailers => () => RequestMessage.TrailersOf(_response!);

    // .NET's client asks for the content when it has got it, or does not wait for it any longer.
    public override bool HidesContinue => !_sending.IsCompleted;

    /// <param name="follows">Whether the request's content is written as it comes.</param>
    public static BackendStream Open(ExchangeConnection client, BackendPool pool, Backend backend, bool follows)
    {
        var cancelled = new CancellationTokenSource(); // has no timer, so it needs no disposal
        var content = follows ? new RequestContent() : null;
        var given = client.Given;
        var channel = new BackendStreamChannel(given.Client.Loop, given.Proxy.Options.Limits.WriteTimeout, content, cancelled);
        var invoker = Http2Backends.Of(client, pool, backend).Invoker;
        return new BackendStream(invoker, backend.Address, content, channel, cancelled, client.Loop);
    }

    /// <summary>The client knows by itself what a backend has not processed.</summary>
    public override bool MayRepeat(string method) => false;

    public override BodyCoding CodingOf(BodyFraming framing) =>
        framing.Kind == BodyKind.Chunked ? BodyCoding.Content : BodyCoding.AsItCame;

    public override ValueTask SendAsync(RequestHead head, ReadOnlySpan<byte> body)
    {
        // With nothing at all, the client would send again by itself what a backend may have processed.
        var content = body.IsEmpty && MethodRules.IsIdempotent(head.Method) ? null : new ByteArrayContent(body.ToArray());
        Begin(RequestMessage.Of(head, _backend, content));
        return ValueTask.CompletedTask;
    }

    public override async ValueTask<ReadOnlyMemory<byte>?> BeginAsync(RequestHead head)
    {
        Begin(RequestMessage.Of(head, _backend, _content));
        // Not before the connection stands: where it never does, nothing of the body is lost to another attempt.
        await Task.WhenAny(_content!.Output, _sending).ConfigureAwait(false);
        await Channel.Loop.Enter();
        if (_content.Output.IsCompletedSuccessfully)
            return default(ReadOnlyMemory<byte>);
        await ReceiveAsync();
        return null;
    }

    public override void EndRequest() => Channel.ShutdownSend();

    public override async ValueTask<ParseResult<ResponseHead>> HeadAsync(HeadLimits limits)
    {
        if (_response is null && _failure is null)
            await ReceiveAsync();
        if (_response is null)
            return default;
        // Whether its end has come with it already.
        Input.Watch();
        var head = RequestMessage.HeadOf(_response, out var error);
        return error is null
            ? ParseResult<ResponseHead>.Complete(head, 0)
            : ParseResult<ResponseHead>.Invalid(TerminationReason.BackendBadHandshake, error);
    }

    public override bool TryFrame(ResponseHead head, string method, out BodyFraming framing, out string? error)
    {
        if (!BodyFraming.TryRead(head, method, out framing, out error))
            return false;
        // Transfer-Encoding has no meaning here (RFC 9113 section 8.2.2).
        if (framing.Kind == BodyKind.Chunked)
            framing = new BodyFraming(BodyKind.UntilClose);
        return true;
    }

    /// <summary>Its directions end apart (RFC 9113 section 8.1).</summary>
    public override bool ReadsOn(ResponseHead head, BodyFraming framing) => true;

    public override void Complete(ExchangeConnection client, RequestHead request, ResponseHead head, BodyFraming framing, bool isSent,
        ProxyOptions options) => Abort(); // of what is left; a stream that has ended is not reset

    public override void Abort()
    {
        Input.Drop();
        Channel.Abort();
        _response?.Dispose();
    }

    private void Begin(HttpRequestMessage message) => _sending = _client.SendAsync(message, _cancelled.Token);

    private async ValueTask ReceiveAsync()
    {
        try
        {
            _response = await _sending.ConfigureAwait(false);
            _channel.Response = await _response.Content.ReadAsStreamAsync().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            _failure = Http2Failures.Of(failure);
        }
        finally
        {
            await Channel.Loop.Enter();
        }
        if (_cancelled.IsCancellationRequested)
            _response?.Dispose();
    }
}
