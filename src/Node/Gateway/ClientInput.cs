using System.Buffers;
using System.IO.Pipelines;
using ActorProxy.Transport;
using Microsoft.AspNetCore.Connections;

namespace ActorProxy.Node.Gateway;

/// <summary>
/// What comes from the client, read on its loop whenever the server waits for it, and then only as much as there is: the
/// pipe holds one read at most. Members are used on the loop, the <see cref="Reader"/> on any thread.
/// </summary>
internal sealed class ClientInput : IThreadPoolWorkItem
{
    /// <summary>An idle connection holds no more than this for its next request.</summary>
    private const int FirstSize = 4 * 1024;
    private const int MaxSize = 64 * 1024;

    private readonly Channel _client;
    private readonly Action _ended;
    private readonly Action _readAhead;
    private readonly ResponseCompletions _completions;
    private readonly Pipe _pipe;
    private int _size = FirstSize;
    private int _ahead;
    private bool _stopped;

    /// <param name="early">What was read before.</param>
    /// <param name="memory">Where the pipe has its memory from.</param>
    /// <param name="ended">Called on the loop when the client has closed or broken its connection.</param>
    /// <param name="completions">Is told what was received.</param>
    public ClientInput(Channel client, ReadOnlyMemory<byte> early, MemoryPool<byte> memory, Action ended, ResponseCompletions completions)
    {
        _client = client;
        _ended = ended;
        _completions = completions;
        _readAhead = ReadAhead;
        _pipe = new Pipe(new PipeOptions(memory, readerScheduler: PipeScheduler.ThreadPool, pauseWriterThreshold: 0,
            minimumSegmentSize: FirstSize, useSynchronizationContext: false));
        Reader = new DemandReader(_pipe.Reader, () => client.Loop.Post(this));
        Reading = FeedAsync(early);
    }

    public PipeReader Reader { get; }

    /// <summary>The read under way, or the last one; it does not fail.</summary>
    public Task Reading { get; private set; }

    /// <summary>Whether the client has closed or broken its connection.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The server waits.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        _ahead = 0;
        ReadAhead();
    }

    /// <summary>Reads no more; what is under way is the last.</summary>
    public void Stop()
    {
        _stopped = true;
        _client.PeerClosed = null;
    }

    /// <summary>Tells the server that the connection is at its end, where no read under way does. The channel is closed.</summary>
    public void Break()
    {
        if (!HasEnded && Reading.IsCompleted)
            End(new ConnectionAbortedException());
    }

    private void ReadAhead()
    {
        if (!_stopped && Reading.IsCompleted)
            Reading = ReadAsync();
    }

    private async Task ReadAsync()
    {
        try
        {
            var memory = _pipe.Writer.GetMemory(_size);
            var count = await _client.ReadAsync(memory);
            if (count == 0)
            {
                End(null);
                return;
            }
            _completions.OnReceived(memory.Span[..count]);
            _size = count < memory.Length ? FirstSize : Math.Min(_size * 4, MaxSize);
            _pipe.Writer.Advance(count);
            await _pipe.Writer.FlushAsync();
            _ahead += count;
            WatchPeer();
        }
        catch (TransportException error)
        {
            End(new ConnectionResetException(error.Message, error));
        }
    }

    private async Task FeedAsync(ReadOnlyMemory<byte> early)
    {
        _completions.OnReceived(early.Span);
        await _pipe.Writer.WriteAsync(early);
        WatchPeer();
    }

    /// <summary>While the server does not read, the end of a client that is gone is looked for behind a bounded number of bytes.</summary>
    private void WatchPeer()
    {
        if (!_stopped && _ahead < MaxSize)
            _client.PeerClosed = _readAhead;
    }

    private void End(Exception? error)
    {
        HasEnded = true;
        Stop();
        _pipe.Writer.Complete(error);
        _ended();
    }
}
