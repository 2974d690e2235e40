using System.Buffers;

namespace ActorProxy.Transport;

/// <summary>
/// One side of a relay: what was read from it, and what is to be sent to it. Owns a buffer only while there is something to send.
/// </summary>
internal sealed class ChannelRelaySide(RelaySide side, Channel channel)
{
    private byte[] _queued = []; // pooled
    private int _queuedLength;
    private byte[] _sending = []; // pooled
    private int _sendingLength;
    private long _taken;
    private long _sent;
    private long _lastForwarded;

    public RelaySide Side { get; } = side;

    public Channel Channel { get; } = channel;

    public long BytesRead { get; set; }

    /// <summary>Whether a read is under way or what it brought is being worked on.</summary>
    public bool IsReading { get; set; }

    public bool IsSending { get; set; }

    /// <summary>Whether what comes from this side is thrown away.</summary>
    public bool IsDiscarded { get; set; }

    public bool FinRead { get; set; }

    /// <summary>Whether a FIN that was read waits no longer for the send under way: see <see cref="ChannelRelay"/>.</summary>
    public bool FinIsSure { get; set; }

    /// <summary>Made when it is needed.</summary>
    public Deadline? FinGrace { get; set; }

    public bool EndTold { get; set; }

    public bool Failed { get; private set; }

    public bool ShutdownAsked { get; set; }

    /// <summary>Whether the handler is to hear when nothing is pending any more.</summary>
    public bool TellsSent { get; set; }

    /// <summary>Bytes of ours to be put behind the first of those that the handler is looking at.</summary>
    public (int Offset, byte[] Bytes)? Insert { get; set; }

    public int Pending => (int)(_taken - _sent);

    public bool HasQueued => _queuedLength > 0;

    /// <summary>Whether the last byte that was forwarded to this side, not counting injected ones, is out or lost.</summary>
    public bool ForwardedIsOut => Failed || _sent >= _lastForwarded;

    /// <summary>False where the buffers of all relays may not grow.</summary>
    public bool TryForward(ReadOnlySpan<byte> bytes)
    {
        if (!TryEnqueue(bytes))
            return false;
        _lastForwarded = _taken;
        return true;
    }

    /// <summary>What came from this side, with what is to be put into it, to the other one.</summary>
    /// <inheritdoc cref="TryForward"/>
    public bool TryForwardTo(ChannelRelaySide to, ReadOnlySpan<byte> bytes)
    {
        if (Insert is not { } insert)
            return to.TryForward(bytes);
        Insert = null;
        var before = Math.Min(insert.Offset, bytes.Length);
        return to.TryForward(bytes[..before])
            && (before < insert.Offset || to.TryEnqueue(insert.Bytes)) // not where the direction ends before the place
            && (before == bytes.Length || to.TryForward(bytes[before..]));
    }

    /// <inheritdoc cref="TryForward"/>
    public bool TryEnqueue(ReadOnlySpan<byte> bytes)
    {
        if (_queued.Length - _queuedLength < bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_queuedLength + bytes.Length);
            if (!Budget.TryTake(larger.Length))
            {
                ArrayPool<byte>.Shared.Return(larger);
                return false;
            }
            _queued.AsSpan(0, _queuedLength).CopyTo(larger);
            Release(ref _queued);
            _queued = larger;
        }
        bytes.CopyTo(_queued.AsSpan(_queuedLength));
        _queuedLength += bytes.Length;
        _taken += bytes.Length;
        return true;
    }

    /// <summary>Everything that is queued, to be sent now. Valid until <see cref="Sent"/>.</summary>
    public ReadOnlyMemory<byte> TakeQueued()
    {
        (_sending, _sendingLength) = (_queued, _queuedLength);
        (_queued, _queuedLength) = ([], 0);
        return _sending.AsMemory(0, _sendingLength);
    }

    /// <summary>The send is over, well or not.</summary>
    public void Sent()
    {
        if (!Failed)
            _sent += _sendingLength;
        _sendingLength = 0;
        Release(ref _sending);
    }

    /// <summary>Closes the channel and forgets what was to be sent; a send under way keeps its buffer until it is over.</summary>
    /// <param name="abort">Sends RST.</param>
    public void Fail(bool abort = false)
    {
        Failed = true;
        FinGrace?.Disarm();
        if (abort)
            Channel.Abort();
        else
            Channel.Close();
        _queuedLength = 0;
        Release(ref _queued);
        _sent = _taken;
    }

    /// <summary>As <see cref="Fail"/>, with <see cref="Transport.Channel.CloseBehindPeer"/>.</summary>
    public void CloseBehindPeer(TimeSpan most)
    {
        Channel.CloseBehindPeer(most);
        Fail();
    }

    private BufferBudget Budget => Channel.Loop.Buffers;

    private void Release(ref byte[] buffer)
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            Budget.Give(buffer.Length);
        }
        buffer = [];
    }
}
