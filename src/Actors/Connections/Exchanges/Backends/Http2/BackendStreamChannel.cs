using System.Buffers;
using System.Runtime.CompilerServices;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Connections.Exchanges.Backends.Http2;

/// <summary>The content of a request and of its response, as .NET's client has them.</summary>
/// <param name="request">Null where the request's content is not written as it comes.</param>
/// <param name="cancelled">Ends the request.</param>
internal class BackendStreamChannel(EventLoop loop, TimeSpan writeTimeout, RequestContent? request, CancellationTokenSource cancelled)
    : ForeignChannel(loop, writeTimeout)
{
    /// <summary>The client's own buffer of a stream has no more at a time; nor has a DATA frame of it (RFC 9113 section 4.2).</summary>
    private const int Piece = 16 * 1024;

    private Stream? _response;
    private byte[]? _buffer; // pooled, while there is something in it
    private int _start;
    private int _end;

    /// <summary>The response's content; set before anybody reads.</summary>
    public Stream Response { set => _response = value; }

    public override void ShutdownSend() => request?.End();

    // What .NET's client reads into it may write to at any time: not the loop's buffer.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    protected override async ValueTask ReceiveAsync()
    {
        if (_buffer is not null)
            return;
        // The first waits and owns no buffer meanwhile.
        _ = await _response!.ReadAsync(Memory<byte>.Empty, cancelled.Token).ConfigureAwait(false);
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        (_start, _end) = (0, await _response.ReadAsync(buffer, cancelled.Token).ConfigureAwait(false));
        _buffer = buffer;
    }

    protected override int Take(Span<byte> buffer)
    {
        var count = Math.Min(_end - _start, buffer.Length);
        _buffer.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        if (_start < _end)
            return count;
        ArrayPool<byte>.Shared.Return(_buffer!);
        _buffer = null;
        return count;
    }

    protected override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        var output = await request!.Output.ConfigureAwait(false);
        for (; bytes.Length > Piece; bytes = bytes[Piece..])
        {
            await output.WriteAsync(bytes[..Piece], cancelled.Token).ConfigureAwait(false);
            Progress();
        }
        await output.WriteAsync(bytes, cancelled.Token).ConfigureAwait(false);
        await output.FlushAsync(cancelled.Token).ConfigureAwait(false);
    }

    protected override void OnClosed(bool reset)
    {
        request?.Cancel();
        cancelled.Cancel();
    }
}
