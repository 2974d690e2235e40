using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using ActorProxy.Actors.Connections;
using ActorProxy.Shared.Http;
using ActorProxy.Transport;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ActorProxy.Node.Gateway;

/// <summary>A request of HTTP/2 and its response: what of it is the HTTP server's, for the exchange on the loop.</summary>
internal sealed class RequestStream : ForeignChannel, IRequestStream
{
    /// <summary>What the server takes of a stream whose client gives it no room: it is nobody's to wait for.</summary>
    private const int AtOnce = 4096;

    private readonly HttpContext _http;
    private readonly GatewayConnection _connection;
    private readonly ResponseCompletion _end;
    private readonly TaskCompletionSource _over = new();
    private CancellationTokenRegistration _lost;
    private ReadResult _received;
    private Task? _flushing; // of what was written last, where the client has no room for it
    private bool _hasNoContent; // the response, whatever is written

    public RequestStream(HttpContext http, GatewayConnection connection, ResponseCompletion end)
        : base(connection.Given.Client.Loop, connection.Given.Proxy.Options.Limits.WriteTimeout)
    {
        (_http, _connection, _end) = (http, connection, end);
        HasBody = http.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false };
    }

    public Channel Channel => this;

    public bool HasBody { get; }

    /// <summary>Completes when the server may have its objects back. Its continuation may run on the loop.</summary>
    public Task Over => _over.Task;

    public HeaderFields Trailers =>
        _http.Features.Get<IHttpRequestTrailersFeature>() is { Available: true } feature
            ? RequestHeads.FieldsOf(feature.Trailers)
            : HeaderFields.Empty;

    public ValueTask SendInterimAsync(ResponseHead head)
    {
        Check();
        return new ValueTask(_connection.InsertAsync(Http2HeadersWriter.Interim(_end.Stream, head)));
    }

    public void Begin(ResponseHead head, bool flushes)
    {
        Check();
        if (_http.Response.HasStarted)
            throw new TransportException(TransportError.Reset, "the response has begun");
        // Of one that came to nothing.
        _http.Response.Headers.Clear();
        _http.Response.StatusCode = head.Status;
        // RFC 9110 section 15.3.6: it has none, and to the server it can have none.
        _hasNoContent = head.Status == StatusCodes.Status205ResetContent;
        foreach (var field in head.Fields)
            RequestHeads.Append(_http.Response.Headers, field);
        if (_hasNoContent)
            _http.Response.ContentLength = null;
        Write(default, flushes);
    }

    public void SetTrailers(HeaderFields trailers)
    {
        if (trailers.Count == 0 || _http.Features.Get<IHttpResponseTrailersFeature>() is not { Trailers.IsReadOnly: false } feature)
            return;
        foreach (var field in trailers)
            RequestHeads.Append(feature.Trailers, field);
    }

    public void WriteLast(ReadOnlySpan<byte> bytes)
    {
        Check();
        if (_hasNoContent || bytes.IsEmpty)
            return;
        Write(bytes, flushes: bytes.Length > AtOnce);
    }

    public ValueTask EndAsync() => _flushing is null or { IsCompletedSuccessfully: true } ? default : WriteAsync(default);

    public void OnLost(Action lost) => _lost = _http.RequestAborted.UnsafeRegister(_ => Loop.Post(lost), null);

    public void OnSent(Action sent) => _end.OnSent(sent);

    public override int TryWrite(ReadOnlySpan<byte> bytes)
    {
        Check();
        if (_hasNoContent)
            return bytes.Length;
        if (_flushing is { IsCompleted: false })
            return 0;
        Write(bytes, flushes: true);
        return bytes.Length;
    }

    public override void ShutdownSend()
    {
        // The response ends with the exchange.
    }

    protected override ValueTask ReceiveAsync()
    {
        if (!HasBody)
            return ValueTask.CompletedTask;
        var reading = _http.Request.BodyReader.ReadAsync();
        if (!reading.IsCompletedSuccessfully)
            return ReceiveAsync(reading);
        _received = reading.Result;
        return ValueTask.CompletedTask;
    }

    protected override int Take(Span<byte> buffer)
    {
        if (!HasBody)
            return 0;
        var count = (int)Math.Min(buffer.Length, _received.Buffer.Length);
        var piece = _received.Buffer.Slice(0, count);
        piece.CopyTo(buffer);
        _http.Request.BodyReader.AdvanceTo(piece.End);
        return count;
    }

    protected override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_flushing is { } before)
        {
            await before.ConfigureAwait(false);
            Progress();
        }
        if (!bytes.IsEmpty)
            ThrowIfOver(await _http.Response.BodyWriter.WriteAsync(bytes).ConfigureAwait(false));
    }

    protected override void OnClosed(bool reset)
    {
        // From here on it is our side that ends it.
        _lost.Unregister();
        if (HasBody)
            CancelRead();
        if (reset)
            _http.Abort();
    }

    protected override void OnIdle() => _ = TellOverAsync();

    // The server has other requests use its objects of this one: a flush that came to its end only then would end theirs.
    private async Task TellOverAsync()
    {
        if (_flushing is not null)
            await _flushing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.SetResult();
    }

    /// <param name="flushes">Whether it is sent, with all before it: where the client has no room for that, the next write waits.</param>
    private void Write(ReadOnlySpan<byte> bytes, bool flushes)
    {
        try
        {
            if (!bytes.IsEmpty)
                _http.Response.BodyWriter.Write(bytes);
            if (flushes)
                Flush();
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException)
        {
            throw Translated(broken);
        }
    }

    private void CancelRead()
    {
        try
        {
            _http.Request.BodyReader.CancelPendingRead();
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException)
        {
            // The client has broken the stream already: its reader fails in whatever is asked of it, and so does the read under way.
        }
    }

    private void Flush()
    {
        var flushing = _http.Response.BodyWriter.FlushAsync();
        if (flushing.IsCompletedSuccessfully)
            ThrowIfOver(flushing.Result);
        else
            _flushing = WaitAsync(flushing);
    }

    private static async Task WaitAsync(ValueTask<FlushResult> flushing) => ThrowIfOver(await flushing.ConfigureAwait(false));

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ReceiveAsync(ValueTask<ReadResult> reading) => _received = await reading.ConfigureAwait(false);

    private static void ThrowIfOver(FlushResult result)
    {
        if (result.IsCompleted)
            throw new TransportException(TransportError.Reset, "the client's stream is gone");
    }
}
