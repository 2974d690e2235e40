using System.Buffers;
using ActorProxy.Actors.Connections.Exchanges.Backends;
using ActorProxy.Shared.Http;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Connections.Exchanges;

/// <summary>What the exchanges of one event loop share: its buffer, and the backends' connections that wait. Used on the loop.</summary>
internal sealed class ExchangeLoop(EventLoop loop)
{
    private readonly ArrayBufferWriter<byte> _head = new(4096);
    private ChannelInput? _reader;

    /// <summary>Connections to backends that any client's request may be sent on.</summary>
    public KeptConnections Kept { get; } = new();

    /// <summary>
    /// The buffer of all reads, for one that may fill it at once: what another one has there, and has not used yet, is saved.
    /// </summary>
    public byte[] BufferFor(ChannelInput reader)
    {
        if (_reader != reader)
            _reader?.Keep();
        return loop.Scratch;
    }

    /// <summary>
    /// A head as bytes, and behind it what goes with it, in a buffer that all share: to be used before anybody else writes one.
    /// </summary>
    public ReadOnlyMemory<byte> Bytes(RequestHead head, ReadOnlySpan<byte> behind = default)
    {
        _head.ResetWrittenCount();
        HeadWriter.Write(_head, head);
        _head.Write(behind);
        return _head.WrittenMemory;
    }

    /// <inheritdoc cref="Bytes(RequestHead, ReadOnlySpan{byte})"/>
    public ReadOnlyMemory<byte> Bytes(ResponseHead head, ReadOnlySpan<byte> behind = default)
    {
        _head.ResetWrittenCount();
        HeadWriter.Write(_head, head);
        _head.Write(behind);
        return _head.WrittenMemory;
    }

    /// <summary>The buffer has what this one has read.</summary>
    public void Filled(ChannelInput reader) => _reader = reader;
}
