namespace ActorProxy.Transport;

/// <summary>
/// The relay for channels of any kind. Reads from one side, hands the bytes to the handler, sends all of them to the other
/// side, and only then reads again. The handler is called only from posted work and from completions, never from inside a
/// member.
/// </summary>
internal sealed class ChannelRelay : Relay
{
    /// <summary>Reads in a row before other sockets have their turn.</summary>
    private const int MaxReadsPerTurn = 8;

    /// <summary>
    /// A broken connection tells its error once. Where a send under way takes it, the receive sees what looks like a FIN,
    /// and the send's failure may come a moment later, from another thread: it has this long.
    /// </summary>
    private static readonly TimeSpan FinGrace = TimeSpan.FromMilliseconds(100);

    private readonly EventLoop _loop;
    private readonly ChannelRelaySide _downstream;
    private readonly ChannelRelaySide _upstream;
    private readonly IRelayHandler _handler;
    private bool _started;
    private bool _closed;
    private long _lastActivity;

    /// <exception cref="ArgumentException">They live on two loops.</exception>
    public ChannelRelay(Channel downstream, Channel upstream, IRelayHandler handler)
    {
        if (downstream.Loop != upstream.Loop)
            throw new ArgumentException("Both channels must live on one loop.");
        _loop = downstream.Loop;
        _downstream = new ChannelRelaySide(RelaySide.Downstream, downstream);
        _upstream = new ChannelRelaySide(RelaySide.Upstream, upstream);
        _handler = handler;
        _lastActivity = _loop.Now;
        downstream.PeerClosed = null;
        upstream.PeerClosed = null;
    }

    public override EventLoop Loop => _loop;

    public override long LastActivity => _lastActivity;

    public override long BytesFrom(RelaySide side) => End(side).BytesRead;

    public override int Pending(RelaySide to) => End(to).Pending;

    public override bool HasEnded(RelaySide side) => End(side).EndTold;

    public override void Start()
    {
        if (_started)
            throw new InvalidOperationException("The relay was started already.");
        _started = true;
        _lastActivity = _loop.Now;
        Go(_downstream);
        Go(_upstream);
    }

    public override void Inject(RelaySide to, ReadOnlySpan<byte> bytes)
    {
        var end = End(to);
        if (_closed || end.Failed || end.ShutdownAsked || bytes.IsEmpty)
            return;
        if (end.TryEnqueue(bytes))
            Go(end);
        else
            _loop.Post(() => Fail(end, TransportError.BufferLimit));
    }

    public override void InjectBehind(RelaySide to, int offset, ReadOnlySpan<byte> bytes) =>
        Other(End(to)).Insert = (offset, bytes.ToArray());

    public override void Discard(RelaySide from)
    {
        var end = End(from);
        end.IsDiscarded = true;
        Go(end);
    }

    public override void ShutdownSend(RelaySide to)
    {
        var end = End(to);
        if (_closed || end.Failed || end.ShutdownAsked)
            return;
        end.ShutdownAsked = true;
        if (end.Pending == 0)
            end.Channel.ShutdownSend();
        Discard(Other(end).Side);
    }

    public override void TellSent(RelaySide to)
    {
        var end = End(to);
        end.TellsSent = true;
        _loop.Post(() => TellIfSent(end));
    }

    public override void CloseBehindPeer(RelaySide last, TimeSpan most)
    {
        if (_closed)
            return;
        _closed = true;
        var end = End(last);
        Other(end).Fail();
        end.CloseBehindPeer(most);
    }

    public override void Close(bool abort)
    {
        if (_closed)
            return;
        _closed = true;
        foreach (var end in (ReadOnlySpan<ChannelRelaySide>)[_downstream, _upstream])
        {
            if (abort)
                end.Channel.Abort();
            end.Fail();
        }
    }

    private ChannelRelaySide End(RelaySide side) => side == RelaySide.Downstream ? _downstream : _upstream;

    private ChannelRelaySide Other(ChannelRelaySide end) => end == _downstream ? _upstream : _downstream;

    /// <summary>Reads from and sends to this side, soon, as far as there is reason to.</summary>
    private void Go(ChannelRelaySide end)
    {
        if (_started && !_closed)
            _loop.Post(() => Move(end));
    }

    private void Move(ChannelRelaySide end)
    {
        _ = SendAsync(end);
        _ = ReadAsync(end);
    }

    private bool MayRead(ChannelRelaySide from) =>
        !_closed && !from.FinRead && !from.Failed && (from.IsDiscarded || Other(from).Pending == 0);

    private async Task ReadAsync(ChannelRelaySide from)
    {
        if (from.IsReading)
            return;
        from.IsReading = true;
        try
        {
            for (var reads = 0; MayRead(from); reads++)
            {
                if (reads == MaxReadsPerTurn)
                {
                    Go(from);
                    return;
                }
                var read = from.Channel.ReadAsync(_loop.Scratch);
                if (!read.IsCompleted)
                    reads = 0;
                var count = await read;
                if (_closed)
                    return;
                if (count > 0)
                    Take(from, _loop.Scratch.AsSpan(0, count));
                else
                    from.FinRead = true;
            }
            TellFin(from);
        }
        catch (TransportException failure)
        {
            Fail(from, failure.Error);
        }
        finally
        {
            from.IsReading = false;
        }
    }

    private void Take(ChannelRelaySide from, ReadOnlySpan<byte> bytes)
    {
        from.BytesRead += bytes.Length;
        _lastActivity = _loop.Now;
        if (from.IsDiscarded)
            return;
        var forward = TellBytes(from, bytes);
        if (_closed)
            return;
        if (forward < bytes.Length)
            from.IsDiscarded = true;
        var to = Other(from);
        if ((forward == 0 && from.Insert is null) || to.Failed || to.ShutdownAsked)
        {
            from.Insert = null;
            return;
        }
        if (from.TryForwardTo(to, bytes[..forward]))
            _ = SendAsync(to);
        else
            Fail(to, TransportError.BufferLimit);
    }

    private async Task SendAsync(ChannelRelaySide to)
    {
        if (to.IsSending || _closed)
            return;
        to.IsSending = true;
        try
        {
            while (to.HasQueued)
            {
                try
                {
                    await to.Channel.WriteAsync(to.TakeQueued());
                }
                finally
                {
                    to.Sent();
                }
                if (to.Failed)
                    return;
                if (to.ShutdownAsked && to.Pending == 0)
                    to.Channel.ShutdownSend();
            }
        }
        catch (TransportException failure)
        {
            Fail(to, failure.Error);
            return;
        }
        finally
        {
            to.IsSending = false;
        }
        TellFin(to);
        TellFin(Other(to));
        TellIfSent(to);
        _ = ReadAsync(Other(to));
    }

    /// <summary>The other side lives on; what it sends has nowhere to go.</summary>
    private void Fail(ChannelRelaySide end, TransportError error)
    {
        if (_closed || end.Failed)
            return;
        // What lies in the kernel for a peer that does not read, the kernel would keep for a long time.
        end.Fail(abort: error == TransportError.BufferLimit);
        var other = Other(end);
        other.IsDiscarded = true;
        TellEnd(end, error);
        TellFin(other);
        TellIfSent(end);
        Go(other);
    }

    private void TellFin(ChannelRelaySide from)
    {
        if (!from.FinRead || _closed || from.Failed || !Other(from).ForwardedIsOut)
            return;
        if (!from.IsSending || from.FinIsSure)
        {
            TellEnd(from, TransportError.None);
            return;
        }
        from.FinGrace ??= _loop.CreateDeadline(() =>
        {
            from.FinIsSure = true;
            TellFin(from);
        });
        if (!from.FinGrace.IsArmed)
            from.FinGrace.Arm(FinGrace);
    }

    private void TellEnd(ChannelRelaySide end, TransportError error)
    {
        if (_closed || end.EndTold)
            return;
        end.EndTold = true;
        try
        {
            _handler.OnEnd(end.Side, error);
        }
        catch (Exception fault)
        {
            _loop.ReportFault(fault);
        }
    }

    private void TellIfSent(ChannelRelaySide to)
    {
        if (_closed || !to.TellsSent || to.Pending > 0)
            return;
        to.TellsSent = false;
        try
        {
            _handler.OnSent(to.Side);
        }
        catch (Exception fault)
        {
            _loop.ReportFault(fault);
        }
    }

    /// <summary>A handler that throws has lost its place in the bytes: its direction ends here.</summary>
    private int TellBytes(ChannelRelaySide from, ReadOnlySpan<byte> bytes)
    {
        try
        {
            var forward = _handler.OnBytes(from.Side, bytes);
            return forward >= 0 && forward <= bytes.Length
                ? forward
                : throw new InvalidOperationException($"The handler was given {bytes.Length} bytes to forward and returned {forward}.");
        }
        catch (Exception fault)
        {
            _loop.ReportFault(fault);
            return 0;
        }
    }
}
