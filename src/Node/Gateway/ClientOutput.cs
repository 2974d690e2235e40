using System.Buffers;
using System.IO.Pipelines;
using ActorProxy.Shared.Http;
using ActorProxy.Transport;

namespace ActorProxy.Node.Gateway;

/// <summary>
/// What goes to the client, written on its loop. The pipe holds a bounded number of bytes that the client does not take;
/// then its <see cref="Writer"/>, which is used on any thread, has to wait.
/// </summary>
internal sealed class ClientOutput
{
    private readonly Channel _client;
    private readonly Pipe _pipe;
    private readonly Action<TransportError> _broken;
    private readonly Http2Offer _offer;
    private readonly ResponseCompletions _completions;
    private readonly Queue<(ReadOnlyMemory<byte> Frames, TaskCompletionSource Sent)> _inserted = new();
    private bool _isFinishing;
    private readonly Task _pumping;

    /// <param name="limit">Bytes to hold at most.</param>
    /// <param name="offer">What the client is told in the SETTINGS with which HTTP/2 begins.</param>
    /// <param name="memory">Where the pipe has its memory from.</param>
    /// <param name="broken">Called on the loop when the client does not take its bytes any more.</param>
    /// <param name="completions">Is told what was sent.</param>
    public ClientOutput(Channel client, int limit, Http2Offer offer, MemoryPool<byte> memory, Action<TransportError> broken,
        ResponseCompletions completions)
    {
        _offer = offer;
        _client = client;
        _broken = broken;
        _completions = completions;
        _pipe = new Pipe(new PipeOptions(memory, readerScheduler: new LoopScheduler(client.Loop), writerScheduler: PipeScheduler.ThreadPool,
            pauseWriterThreshold: limit, resumeWriterThreshold: limit / 2, useSynchronizationContext: false));
        _pumping = PumpAsync();
    }

    /// <summary>Where the client takes no more, its flushes are completed ones; they do not fail.</summary>
    public PipeWriter Writer => _pipe.Writer;

    /// <summary>Whether the client's connection broke.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Completes when all that was written is sent, or never will be; nothing is sent afterwards. Call on the loop.</summary>
    public Task FinishAsync()
    {
        _isFinishing = true;
        _pipe.Reader.CancelPendingRead();
        return _pumping;
    }

    /// <summary>Sends frames between those of the server: not before its first ones. Call on the loop.</summary>
    /// <returns>Completes when the client has them; fails where it takes no more.</returns>
    public Task InsertAsync(ReadOnlyMemory<byte> frames)
    {
        if (_pumping.IsCompleted)
            return Task.FromException(Gone());
        var sent = new TaskCompletionSource();
        _inserted.Enqueue((frames, sent));
        _pipe.Reader.CancelPendingRead();
        return sent.Task;
    }

    private ReadOnlyMemory<byte> WithOffer(ReadOnlyMemory<byte> bytes)
    {
        var copy = bytes.ToArray();
        Http2Settings.Apply(copy, _offer);
        return copy;
    }

    // What the server flushes are whole frames, a head with all its continuations: between two reads, others may go.
    private async ValueTask SendInsertedAsync()
    {
        while (_inserted.TryDequeue(out var next))
        {
            try
            {
                await _client.WriteAsync(next.Frames);
            }
            catch (TransportException error)
            {
                next.Sent.SetException(error);
                throw;
            }
            next.Sent.SetResult();
        }
    }

    private static TransportException Gone() => new(TransportError.Reset, "the client's connection is gone");

    private async Task PumpAsync()
    {
        var first = true; // the server writes its SETTINGS in one piece
        try
        {
            while (true)
            {
                var result = await _pipe.Reader.ReadAsync();
                if (!first)
                    await SendInsertedAsync();
                foreach (var segment in result.Buffer)
                {
                    await _client.WriteAsync(first ? WithOffer(segment) : segment);
                    _completions.OnSent(segment.Span);
                    first = false;
                }
                _pipe.Reader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted || _isFinishing)
                    break;
            }
            await _pipe.Reader.CompleteAsync();
        }
        catch (TransportException error)
        {
            IsBroken = true;
            // Without the error, which the server's next write would throw: it takes none to do so, and leaves streams behind that never
            // end.
            await _pipe.Reader.CompleteAsync();
            _broken(error.Error);
        }
        while (_inserted.TryDequeue(out var left))
            left.Sent.SetException(Gone());
    }
}
