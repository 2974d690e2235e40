using System.Net;

namespace ActorProxy.Actors.Connections.Exchanges.Backends.Http2;

/// <summary>A request's content that is written as it comes, when .NET's client asks for it.</summary>
internal sealed class RequestContent : HttpContent
{
    private readonly TaskCompletionSource<Stream> _output = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Where it goes; there when the client asks for it.</summary>
    public Task<Stream> Output => _output.Task;

    /// <summary>All of it was written.</summary>
    public void End() => _over.TrySetResult();

    /// <summary>The request is over: nobody asks for it any more.</summary>
    public void Cancel()
    {
        _output.TrySetCanceled();
        _over.TrySetCanceled();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        try
        {
            // The head waits for it otherwise, and it may wait for the client. Not cancelled: where the backend resets the stream at once,
            // the client would tell of a cancellation, and not of what the backend has said.
            await stream.FlushAsync(CancellationToken.None);
        }
        catch
        {
            _output.TrySetCanceled(CancellationToken.None);
            throw;
        }
        if (!_output.TrySetResult(stream))
            throw new IOException("what was sent of the request cannot be sent again");
        await _over.Task;
        // The backend wanted no more of it and has reset the stream: an END_STREAM behind that some take for an error of the connection.
        cancellationToken.ThrowIfCancellationRequested();
    }

    // Its length, if it is known, is in Content-Length.
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
