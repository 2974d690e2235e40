using System.Buffers;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Connections.Exchanges.Backends.Http2;

/// <summary>The content of a request and of its response, as .NET's client has them.</summary>
/// <param name="request">Null where the request's content is not written as it comes.</param>
/// <param name="cancelled">Ends the request.</param>
internal sealed class BackendStreamChannel(
    EventLoop loop, TimeSpan writeTimeout, RequestContent? request, CancellationTokenSource cancelled)
    : ForeignChannel(loop, writeTimeout)
{
    /// <summary>The client's own buffer of a stream has no more at a time.</summary>
    private const int Piece = 16 * 1024;

    private Stream? _response;
    private byte[]? _buffer; // pooled, from a read to its end
    private int _received;

    /// <summary>The response's content; set before anybody reads.</summary>
    public Stream Response { set => _response = value; }

    // What .NET's client reads into it may write to at any time: not the loop's buffer.
    protected override async ValueTask ReceiveAsync()
    {
        _buffer = ArrayPool<byte>.Shared.Rent(Piece);
        _received = await _response!.ReadAsync(_buffer, cancelled.Token).ConfigureAwait(false);
    }

    protected override int Take(Span<byte> buffer)
    {
        var count = Math.Min(_received, buffer.Length);
        _buffer.AsSpan(0, count).CopyTo(buffer);
        ArrayPool<byte>.Shared.Return(_buffer!);
        _buffer = null;
        return count;
    }

    protected override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        var output = await request!.Output.ConfigureAwait(false);
        await output.WriteAsync(bytes, cancelled.Token).ConfigureAwait(false);
        await output.FlushAsync(cancelled.Token).ConfigureAwait(false);
    }

    public override void ShutdownSend() => request?.End();

    protected override void OnClosed(bool reset)
    {
        request?.Cancel();
        cancelled.Cancel();
    }
}
