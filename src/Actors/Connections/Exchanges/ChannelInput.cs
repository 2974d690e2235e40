using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using ActorProxy.Actors.Heads;
using ActorProxy.Shared.Http;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Connections.Exchanges;

/// <summary>
/// What comes from one peer, read when somebody waits for it or watches for its end. Reads share the loop's buffer; bytes that are not
/// used when the loop goes on are kept in one of their own, so that a connection which waits owns none. Used on the channel's loop.
/// </summary>
internal sealed class ChannelInput : IValueTaskSource<bool>
{
    private const int FirstSize = 4096;

    private readonly Channel _channel;
    private readonly ExchangeLoop _loop;
    private readonly Action _completed;
    private ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter _read;
    private ManualResetValueTaskSourceCore<bool> _waiting;
    private bool _isReading;
    private bool _isAwaited;
    private byte[] _buffer = []; // the loop's, or one of the pool
    private bool _isKept; // one of the pool
    private int _start;
    private int _end;

    public ChannelInput(Channel channel, ExchangeLoop loop)
    {
        (_channel, _loop) = (channel, loop);
        _completed = OnRead;
    }

    /// <summary>What was read and is not used yet. Valid until the next wait, or <see cref="Keep"/>.</summary>
    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Whether the peer has ended its direction (FIN), and all before it was read.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Why nothing more can be read, where that is no orderly end.</summary>
    public TransportException? Failure { get; private set; }

    /// <summary>Called where a read has ended that nobody waits for.</summary>
    public Action? Unasked { get; set; }

    private bool IsOver => HasEnded || Failure is not null;

    /// <summary>Puts bytes before all others.</summary>
    public void Begin(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
            Append(bytes);
    }

    /// <summary>So many of <see cref="Bytes"/> are used.</summary>
    public void Consume(int count)
    {
        _start += Math.Min(count, _end - _start); // nothing of what was dropped meanwhile
        if (_start == _end)
            Clear();
    }

    /// <summary>Bytes that are in the loop's buffer move to one of their own: before anything else may be read on the loop.</summary>
    public void Keep()
    {
        if (_isKept || _start == _end)
            return;
        var fresh = Bytes;
        (_buffer, _start, _end) = ([], 0, 0);
        Append(fresh);
    }

    /// <summary>Waits for more bytes than there are.</summary>
    /// <returns>False at the end: see <see cref="HasEnded"/> and <see cref="Failure"/>; or because of <see cref="StopWaiting"/>.</returns>
    public ValueTask<bool> WaitAsync() => WaitAsync(keeps: true);

    /// <summary>
    /// As <see cref="WaitAsync()"/>, for who uses what comes, or calls <see cref="Keep"/>, before anything else may be read on the loop:
    /// what has come at once is in its buffer still.
    /// </summary>
    public ValueTask<bool> WaitFreshAsync() => WaitAsync(keeps: false);

    /// <summary>Reads on while nobody waits, so that the peer's end is noticed: see <see cref="Unasked"/>.</summary>
    public void Watch()
    {
        if (!_isReading && !IsOver && TryRead())
            Keep();
    }

    /// <summary>Who waits is told that nothing comes. A read that is under way goes on for the next one.</summary>
    public void StopWaiting()
    {
        if (!_isAwaited)
            return;
        _isAwaited = false;
        _waiting.SetResult(false);
    }

    /// <summary>Reads a head. Incomplete: the peer has ended, or nobody waits any more.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public async ValueTask<ParseResult<THead>> HeadAsync<THead>(HeadParser<THead> parse, HeadLimits limits)
        where THead : class
    {
        while (true)
        {
            if (_start < _end)
            {
                var result = parse(Bytes, limits);
                if (result.IsComplete)
                    Consume(result.Consumed);
                if (result.Status != ParseStatus.Incomplete)
                    return result;
            }
            if (!await WaitAsync())
                return default;
        }
    }

    /// <summary>What is left, in memory of its own, for who reads the channel from here on. No read may be under way.</summary>
    public ReadOnlyMemory<byte> TakeRest()
    {
        if (_isReading)
            throw new InvalidOperationException("A read is under way.");
        var rest = Bytes.ToArray();
        Clear();
        return rest;
    }

    /// <summary>Completes when no read is under way any more; what it brings is dropped.</summary>
    public Task IdleAsync()
    {
        StopWaiting();
        Drop();
        if (!_isReading)
            return Task.CompletedTask;
        var idle = new TaskCompletionSource();
        Unasked = () =>
        {
            Clear();
            idle.SetResult();
        };
        return idle.Task;
    }

    /// <summary>Nobody reads any more: what is kept is given back.</summary>
    public void Drop()
    {
        Unasked = null;
        Clear();
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _waiting.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _waiting.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token,
        ValueTaskSourceOnCompletedFlags flags) =>
        _waiting.OnCompleted(continuation, state, token, flags);

    private ValueTask<bool> WaitAsync(bool keeps)
    {
        if (_isAwaited)
            throw new InvalidOperationException("Somebody waits for this input already.");
        if (IsOver || (!_isReading && TryRead()))
        {
            // What comes later is kept behind who waits for it; here nobody else would do that when the loop goes on.
            if (keeps)
                Keep();
            return new ValueTask<bool>(!IsOver);
        }
        _waiting.Reset();
        _isAwaited = true;
        return new ValueTask<bool>(this, _waiting.Version);
    }

    /// <summary>Whether the read has ended at once.</summary>
    [SuppressMessage("Reliability", "CA2012", Justification = "Awaited by hand: by somebody who comes later, or by nobody.")]
    private bool TryRead()
    {
        Keep();
        _read = _channel.ReadAsync(_loop.BufferFor(this)).ConfigureAwait(false).GetAwaiter();
        if (_read.IsCompleted)
        {
            Take();
            return true;
        }
        _isReading = true;
        _read.UnsafeOnCompleted(_completed);
        return false;
    }

    private void OnRead()
    {
        _isReading = false;
        Take();
        if (_isAwaited)
        {
            _isAwaited = false;
            _waiting.SetResult(!IsOver);
        }
        else
        {
            Unasked?.Invoke();
        }
        Keep();
    }

    private void Take()
    {
        int count;
        try
        {
            count = _read.GetResult();
        }
        catch (TransportException failure)
        {
            Failure = failure;
            return;
        }
        HasEnded = count == 0;
        if (count == 0)
            return;
        _loop.Filled(this);
        var fresh = _channel.Loop.Scratch.AsSpan(0, count);
        if (_isKept)
            Append(fresh);
        else
            (_buffer, _start, _end) = (_channel.Loop.Scratch, 0, count);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        var length = _end - _start;
        if (!_isKept || _end + bytes.Length > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstSize, length + bytes.Length));
            Bytes.CopyTo(larger);
            if (_isKept)
                ArrayPool<byte>.Shared.Return(_buffer);
            (_buffer, _isKept, _start, _end) = (larger, true, 0, length);
        }
        bytes.CopyTo(_buffer.AsSpan(_end));
        _end += bytes.Length;
    }

    private void Clear()
    {
        if (_isKept)
            ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _isKept, _start, _end) = ([], false, 0, 0);
    }
}
