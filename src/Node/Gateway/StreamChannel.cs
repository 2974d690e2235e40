using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using ActorProxy.Actors.Connections;
using ActorProxy.Transport;

namespace ActorProxy.Node.Gateway;

/// <summary>
/// A stream of an HTTP/2 connection as a channel. The HTTP server runs on the thread pool, the channel on its loop: bytes cross
/// between them in two pipes, which hold a bounded number of them. Without a <see cref="StreamPump"/>, none move.
/// </summary>
internal sealed class StreamChannel : Channel
{
    private const int MaxAhead = 64 * 1024;

    private readonly HttpHandOver _carrier;
    private readonly Pipe _fromClient;
    private readonly Pipe _toClient;
    private readonly TaskCompletionSource<bool> _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action? _peerClosed;
    private bool _peerGone;
    private bool _reading;
    private bool _writing;
    private bool _closed;
    private readonly WriteDeadline _deadline;
    private TransportException? _failure; // where the channel was closed for one

    /// <param name="carrier">The connection that has the stream.</param>
    public StreamChannel(HttpHandOver carrier)
    {
        _carrier = carrier;
        _deadline = new WriteDeadline(carrier.Client.Loop, carrier.Proxy.Options.Limits.WriteTimeout, OnWriteLate);
        var loop = new LoopScheduler(carrier.Client.Loop);
        _fromClient = new Pipe(new PipeOptions(readerScheduler: loop, writerScheduler: PipeScheduler.ThreadPool,
            pauseWriterThreshold: MaxAhead, resumeWriterThreshold: MaxAhead / 2, useSynchronizationContext: false));
        // A write waits until the server has taken all of it.
        _toClient = new Pipe(new PipeOptions(readerScheduler: PipeScheduler.ThreadPool, writerScheduler: loop,
            pauseWriterThreshold: 1, resumeWriterThreshold: 1, useSynchronizationContext: false));
    }

    public override EventLoop Loop => _carrier.Client.Loop;

    public override IPEndPoint? RemoteEndPoint => _carrier.Peer;

    public override IPEndPoint? LocalEndPoint => _carrier.Destination;

    /// <summary>Where the pump puts what the client sends. Used on the pool.</summary>
    public PipeWriter FromClient => _fromClient.Writer;

    /// <summary>Where the pump takes what goes to the client. Used on the pool.</summary>
    public PipeReader ToClient => _toClient.Reader;

    /// <summary>Completes when the owner has closed the channel: true where it was with a reset.</summary>
    public Task<bool> Over => _over.Task;

    public override Action? PeerClosed
    {
        get => _peerClosed;
        set
        {
            _peerClosed = value;
            if (_peerGone && value is not null)
                Loop.Post(TellPeerClosed);
        }
    }

    /// <exception cref="InvalidOperationException">Always: it is connected.</exception>
    public override ValueTask ConnectAsync(IPEndPoint endPoint, IPAddress? source = null) =>
        throw new InvalidOperationException("The channel is connected.");

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        if (_closed)
            throw Aborted();
        if (_reading)
            throw new InvalidOperationException("The channel has a read under way already.");
        _reading = true;
        try
        {
            var result = await _fromClient.Reader.ReadAsync();
            if (_closed)
                throw Aborted();
            // Behind AdvanceTo the piece has no length any more: its memory is the pipe's again.
            var count = (int)Math.Min(buffer.Length, result.Buffer.Length);
            var piece = result.Buffer.Slice(0, count);
            piece.CopyTo(buffer.Span);
            _fromClient.Reader.AdvanceTo(piece.End);
            return count;
        }
        finally
        {
            _reading = false;
            if (_closed)
                await _fromClient.Reader.CompleteAsync();
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_closed)
            throw Aborted();
        if (_writing)
            throw new InvalidOperationException("The channel has a write under way already.");
        _writing = true;
        try
        {
            var write = _toClient.Writer.WriteAsync(bytes);
            if (!write.IsCompleted)
                _deadline.Restart();
            var result = await write;
            if (_closed)
                throw Aborted();
            if (result.IsCompleted)
                throw new TransportException(TransportError.Reset, "the client's stream is gone");
        }
        finally
        {
            _writing = false;
            _deadline.Stop();
            if (_closed)
                await _toClient.Writer.CompleteAsync();
        }
    }

    public override void ShutdownSend() => _toClient.Writer.Complete();

    public override void Close() => End(reset: false);

    public override void Abort() => End(reset: true);

    /// <summary>The stream came to nothing: no pump moves its bytes. Call on the pool.</summary>
    public void Break()
    {
        _fromClient.Writer.Complete(new TransportException(TransportError.Reset, "the client's stream is gone"));
        _toClient.Reader.Complete();
        EndPeer();
    }

    /// <summary>The client has ended or broken the stream. May be called from any thread, and more than once.</summary>
    public void EndPeer() => Loop.Post(() =>
    {
        if (_peerGone)
            return;
        _peerGone = true;
        if (!_reading)
            TellPeerClosed();
    });

    private void TellPeerClosed()
    {
        var told = _peerClosed;
        _peerClosed = null;
        if (!_closed)
            told?.Invoke();
    }

    private void OnWriteLate()
    {
        _failure = WriteDeadline.Late();
        End(reset: true);
    }

    private void End(bool reset)
    {
        if (_closed)
            return;
        _closed = true;
        _over.SetResult(reset);
        if (_reading)
            _fromClient.Reader.CancelPendingRead();
        else
            _fromClient.Reader.Complete();
        if (_writing)
            _toClient.Writer.CancelPendingFlush();
        else
            _toClient.Writer.Complete();
    }

    private TransportException Aborted() => _failure ?? new(TransportError.Aborted, "the channel was closed by its own side");
}
