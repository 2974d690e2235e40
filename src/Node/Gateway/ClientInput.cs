using System.Buffers;
using System.IO.Pipelines;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Transport;
using Microsoft.AspNetCore.Connections;

namespace ActorProxy.Node.Gateway;

/// <summary>
/// What comes from the client, read on its loop whenever the server waits for it, and then only as much as there is: the
/// pipes hold one read at most. What is HTTP/1.1 goes through a <see cref="RequestFeed"/>. Members are used on the loop, the
/// <see cref="Reader"/> and <see cref="Request"/> on any thread.
/// </summary>
internal sealed class ClientInput : IThreadPoolWorkItem
{
    /// <summary>An idle connection holds no more than this for its next request.</summary>
    private const int FirstSize = 4 * 1024;
    private const int MaxSize = 64 * 1024;

    private readonly Channel _client;
    private readonly Action _ended;
    private readonly Action _readAhead;
    private readonly ResponseCompletions? _completions;
    private readonly Pipe _read;
    private readonly Pipe _served; // what the server reads
    private readonly RequestFeed? _feed; // from one to the other; null where they are the same
    private bool _wanted; // the server waits
    private int _size = FirstSize;
    private int _ahead;
    private bool _stopped;

    /// <param name="early">What was read before.</param>
    /// <param name="heads">The limits of heads of HTTP/1.1; null for a client that speaks HTTP/2.</param>
    /// <param name="memory">Where the pipes have their memory from.</param>
    /// <param name="ended">Called on the loop when the client has closed or broken its connection.</param>
    /// <param name="completions">Is told what was received; null where the client does not speak HTTP/2.</param>
    public ClientInput(
        Channel client, ReadOnlyMemory<byte> early, HeadLimits? heads, MemoryPool<byte> memory, Action ended,
        ResponseCompletions? completions)
    {
        _client = client;
        _ended = ended;
        _completions = completions;
        _readAhead = ReadAhead;
        _read = NewPipe(memory);
        _served = heads is null ? _read : NewPipe(memory);
        _feed = heads is null ? null : new RequestFeed(_read.Reader, _served.Writer, heads);
        Reader = new DemandReader(_served.Reader, () => client.Loop.Post(this));
        Reading = FeedAsync(early);
    }

    public PipeReader Reader { get; }

    /// <summary>The request of HTTP/1.1 that the server serves.</summary>
    public RequestPart Request => _feed!.Request;

    /// <summary>The read under way, or the last one; it does not fail.</summary>
    public Task Reading { get; private set; }

    /// <summary>Whether the client has closed or broken its connection.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The server waits.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        _ahead = 0;
        _wanted = true;
        if (!_stopped && Reading.IsCompleted)
            Reading = ServeAsync();
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

    /// <summary>What was read behind the request that the server has. Call with no read of the <see cref="Reader"/> under way.</summary>
    public ReadOnlyMemory<byte> TakeRest()
    {
        if (!_read.Reader.TryRead(out var result))
            return default;
        var rest = result.Buffer.ToArray();
        _read.Reader.AdvanceTo(result.Buffer.End);
        return rest;
    }

    private static Pipe NewPipe(MemoryPool<byte> memory) => new(new PipeOptions(
        memory, readerScheduler: PipeScheduler.ThreadPool, pauseWriterThreshold: 0, minimumSegmentSize: FirstSize,
        useSynchronizationContext: false));

    private void ReadAhead()
    {
        if (!_stopped && Reading.IsCompleted)
            Reading = ReadAsync();
    }

    /// <summary>Gives the server what was read before, or reads.</summary>
    private async Task ServeAsync()
    {
        if (_feed is null || !await PassAsync())
            await ReadAsync();
        else
            WatchPeer();
    }

    private async Task ReadAsync()
    {
        try
        {
            do
            {
                var memory = _read.Writer.GetMemory(_size);
                var count = await _client.ReadAsync(memory);
                if (count == 0)
                {
                    End(null);
                    return;
                }
                _completions?.OnReceived(memory.Span[..count]);
                _size = count < memory.Length ? FirstSize : Math.Min(_size * 4, MaxSize);
                _read.Writer.Advance(count);
                await _read.Writer.FlushAsync();
                _ahead += count;
            }
            while (!await PassAsync() && _wanted && !_stopped);
            WatchPeer();
        }
        catch (TransportException error)
        {
            End(new ConnectionResetException(error.Message, error));
        }
    }

    /// <summary>Passes on to the server what it waits for, where that is there.</summary>
    private async ValueTask<bool> PassAsync()
    {
        if (_feed is null)
            return true;
        if (!_wanted || !_feed.TryPass())
            return false;
        _wanted = false;
        await _served.Writer.FlushAsync();
        return true;
    }

    private async Task FeedAsync(ReadOnlyMemory<byte> early)
    {
        _completions?.OnReceived(early.Span);
        await _read.Writer.WriteAsync(early);
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
        _served.Writer.Complete(error);
        _ended();
    }
}
