using System.Buffers;
using System.Runtime.CompilerServices;

namespace ActorProxy.Transport.Tls;

/// <summary>
/// The Stream face of a channel, for SslStream: asynchronous only, and completing inline on the channel's loop. A read
/// into an empty buffer waits until there is something to read, and owns no memory while it waits.
/// </summary>
internal sealed class ChannelStream : Stream
{
    private readonly Channel _channel;
    private byte[] _ahead = []; // pooled: what was read and not asked for yet
    private int _start;
    private int _end;
    private bool _ended;

    /// <param name="early">What was read from the channel before.</param>
    public ChannelStream(Channel channel, ReadOnlySpan<byte> early)
    {
        _channel = channel;
        Keep(early);
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="TransportException">The connection broke, or was closed by our own side.</exception>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_start < _end)
            return ValueTask.FromResult(Take(buffer.Span));
        if (_ended)
            return ValueTask.FromResult(0);
        return buffer.IsEmpty ? WaitAsync() : _channel.ReadAsync(buffer);
    }

    /// <exception cref="TransportException">The connection broke, or was closed by our own side.</exception>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _channel.WriteAsync(buffer);

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw OnlyAsync();

    public override void Write(byte[] buffer, int offset, int count) => throw OnlyAsync();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Forgets what was read ahead. The channel is not the stream's to close.</summary>
    protected override void Dispose(bool disposing)
    {
        _ended = true;
        Release();
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<int> WaitAsync()
    {
        var scratch = _channel.Loop.Scratch;
        var read = await _channel.ReadAsync(scratch);
        _ended |= read == 0;
        if (!_ended)
            Keep(scratch.AsSpan(0, read));
        return 0;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        _ahead = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(_ahead);
        (_start, _end) = (0, bytes.Length);
    }

    private int Take(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _end - _start);
        _ahead.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        if (_start == _end)
            Release();
        return count;
    }

    private void Release()
    {
        if (_ahead.Length > 0)
            ArrayPool<byte>.Shared.Return(_ahead);
        _ahead = [];
        _start = _end = 0;
    }

    private static NotSupportedException OnlyAsync() => new("A loop never blocks: use the asynchronous members.");
}
