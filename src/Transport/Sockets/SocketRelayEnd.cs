using System.Buffers;

namespace ActorProxy.Transport.Sockets;

/// <summary>One side of a relay: what was read from it, and what is to be sent to it.</summary>
internal sealed class SocketRelayEnd(RelaySide side, SocketChannel channel)
{
    private ArrayBufferWriter<byte> _queued = new();
    private ArrayBufferWriter<byte> _sending = new();
    private long _taken;
    private long _sent;
    private long _lastForwarded;

    public RelaySide Side { get; } = side;

    public SocketChannel Channel { get; } = channel;

    public long BytesRead { get; set; }

    /// <summary>Whether a read is under way or what it brought is being worked on.</summary>
    public bool IsReading { get; set; }

    public bool IsSending { get; set; }

    /// <summary>Whether what comes from this side is thrown away.</summary>
    public bool IsDiscarded { get; set; }

    public bool FinRead { get; set; }

    /// <summary>Whether a FIN that was read waits no longer for the send under way: see <see cref="SocketRelay"/>.</summary>
    public bool FinIsSure { get; set; }

    public Deadline? FinGrace { get; set; }

    public bool EndTold { get; set; }

    public bool Failed { get; private set; }

    public bool ShutdownAsked { get; set; }

    public int Pending => (int)(_taken - _sent);

    public bool HasQueued => _queued.WrittenCount > 0;

    /// <summary>Whether the last byte that was forwarded to this side, not counting injected ones, is out or lost.</summary>
    public bool ForwardedIsOut => Failed || _sent >= _lastForwarded;

    public void Forward(ReadOnlySpan<byte> bytes)
    {
        Enqueue(bytes);
        _lastForwarded = _taken;
    }

    public void Enqueue(ReadOnlySpan<byte> bytes)
    {
        _queued.Write(bytes);
        _taken += bytes.Length;
    }

    /// <summary>Everything that is queued, to be sent now. Valid until <see cref="Sent"/>.</summary>
    public ReadOnlyMemory<byte> TakeQueued()
    {
        (_sending, _queued) = (_queued, _sending);
        return _sending.WrittenMemory;
    }

    public void Sent()
    {
        _sent += _sending.WrittenCount;
        _sending.ResetWrittenCount();
    }

    /// <summary>Closes the socket and forgets what was to be sent.</summary>
    public void Fail()
    {
        Failed = true;
        Channel.Close();
        _queued.ResetWrittenCount();
        _sent = _taken;
    }
}
