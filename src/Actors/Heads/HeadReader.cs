using System.Buffers;
using System.Runtime.CompilerServices;
using ActorProxy.Shared.Http;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Heads;

/// <summary>Reads heads from a channel into a pooled buffer, which grows up to the limits. Used on the channel's loop.</summary>
internal sealed class HeadReader(Channel channel, HeadLimits limits) : IDisposable
{
    private const int FirstSize = 4096;

    private byte[] _buffer = [];
    private int _length;
    private int _head; // length of the last head, which is kept until the next one is asked for

    /// <summary>Reads the next head. Incomplete means that the stream ended first.</summary>
    /// <exception cref="TransportException">The connection broke, or was closed by our own side.</exception>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public async ValueTask<ParseResult<THead>> NextAsync<THead>(HeadParser<THead> parse)
        where THead : class
    {
        DropHead();
        while (true)
        {
            if (_length > 0)
            {
                var result = parse(_buffer.AsSpan(0, _length), limits);
                if (result.IsComplete)
                    _head = result.Consumed;
                if (result.Status != ParseStatus.Incomplete)
                    return result;
            }
            MakeRoom();
            var read = await channel.ReadAsync(_buffer.AsMemory(_length));
            if (read == 0)
                return default;
            _length += read;
        }
    }

    /// <summary>What was read behind the last head, in memory of its own.</summary>
    public ReadOnlyMemory<byte> Rest() => _length == _head ? default : _buffer.AsSpan(_head, _length - _head).ToArray();

    /// <summary>The last head and what was read behind it, in memory of its own.</summary>
    public ReadOnlyMemory<byte> All() => _buffer.AsSpan(0, _length).ToArray();

    public void Dispose()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = _head = 0;
    }

    private void DropHead()
    {
        _length -= _head;
        Buffer.BlockCopy(_buffer, _head, _buffer, 0, _length);
        _head = 0;
    }

    private void MakeRoom()
    {
        if (_length < _buffer.Length)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstSize, _buffer.Length * 2));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
