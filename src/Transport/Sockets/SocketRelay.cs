namespace ActorProxy.Transport.Sockets;

/// <summary>
/// Reads from one side, hands the bytes to the handler, sends all of them to the other side, and only then reads again.
/// The handler is called only from posted work and from completions, never from inside a member.
/// </summary>
internal sealed class SocketRelay : Relay
{
    /// <summary>
    /// A broken connection tells its error once. Where a send under way takes it, the receive sees what looks like a FIN,
    /// and the send's failure comes a moment later on another thread: it has this long.
    /// </summary>
    private static readonly TimeSpan FinGrace = TimeSpan.FromMilliseconds(100);

    private readonly SocketLoop _loop;
    private readonly SocketRelayEnd _client;
    private readonly SocketRelayEnd _upstream;
    private readonly IRelayHandler _handler;
    private bool _started;
    private bool _closed;
    private long _lastActivity;

    public SocketRelay(SocketChannel client, SocketChannel upstream, IRelayHandler handler)
    {
        if (!client.IsOpen || !upstream.IsOpen)
            throw new InvalidOperationException("A channel goes into a relay open and with nothing under way.");
        _loop = (SocketLoop)client.Loop;
        _client = new SocketRelayEnd(RelaySide.Client, client);
        _upstream = new SocketRelayEnd(RelaySide.Upstream, upstream);
        _handler = handler;
        _lastActivity = _loop.Now;
        foreach (var end in (SocketRelayEnd[])[_client, _upstream])
        {
            end.Channel.Relay = this;
            end.Channel.PeerClosed = null;
            end.FinGrace = _loop.CreateDeadline(() =>
            {
                end.FinIsSure = true;
                TellFin(end);
            });
        }
    }

    public override EventLoop Loop => _loop;

    public override long LastActivity => _lastActivity;

    public override long BytesFrom(RelaySide side) => End(side).BytesRead;

    public override int Pending(RelaySide to) => End(to).Pending;

    public override void Start()
    {
        if (_started)
            throw new InvalidOperationException("The relay was started already.");
        _started = true;
        _lastActivity = _loop.Now;
        Go(_client);
        Go(_upstream);
    }

    public override void Inject(RelaySide to, ReadOnlySpan<byte> bytes)
    {
        var end = End(to);
        if (_closed || end.Failed || end.ShutdownAsked || bytes.IsEmpty)
            return;
        end.Enqueue(bytes);
        Go(end);
    }

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

    public override void Close(bool abort)
    {
        if (_closed)
            return;
        _closed = true;
        foreach (var end in (SocketRelayEnd[])[_client, _upstream])
        {
            if (abort)
                end.Channel.Abort();
            end.Fail();
        }
    }

    private SocketRelayEnd End(RelaySide side) => side == RelaySide.Client ? _client : _upstream;

    private SocketRelayEnd Other(SocketRelayEnd end) => end == _client ? _upstream : _client;

    /// <summary>Reads from and sends to this side, soon, as far as there is reason to.</summary>
    private void Go(SocketRelayEnd end)
    {
        if (_started && !_closed)
            _loop.Post(() => Move(end));
    }

    private void Move(SocketRelayEnd end)
    {
        _ = SendAsync(end);
        _ = ReadAsync(end);
    }

    private bool MayRead(SocketRelayEnd from) =>
        !_closed && !from.FinRead && !from.Failed && (from.IsDiscarded || Other(from).Pending == 0);

    private async Task ReadAsync(SocketRelayEnd from)
    {
        if (from.IsReading)
            return;
        from.IsReading = true;
        try
        {
            while (MayRead(from))
            {
                var count = await from.Channel.ReadAsync(_loop.Scratch);
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

    private void Take(SocketRelayEnd from, ReadOnlySpan<byte> bytes)
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
        if (forward == 0 || to.Failed || to.ShutdownAsked)
            return;
        to.Forward(bytes[..forward]);
        _ = SendAsync(to);
    }

    private async Task SendAsync(SocketRelayEnd to)
    {
        if (to.IsSending || _closed)
            return;
        to.IsSending = true;
        try
        {
            while (to.HasQueued)
            {
                await to.Channel.WriteAsync(to.TakeQueued());
                if (to.Failed)
                    return;
                to.Sent();
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
        _ = ReadAsync(Other(to));
    }

    /// <summary>The other side lives on; what it sends has nowhere to go.</summary>
    private void Fail(SocketRelayEnd end, TransportError error)
    {
        if (_closed || end.Failed)
            return;
        end.Fail();
        var other = Other(end);
        other.IsDiscarded = true;
        TellEnd(end, error);
        TellFin(other);
        Go(other);
    }

    private void TellFin(SocketRelayEnd from)
    {
        if (!from.FinRead || _closed || from.Failed || !Other(from).ForwardedIsOut)
            return;
        if (from.IsSending && !from.FinIsSure)
        {
            if (!from.FinGrace!.IsArmed)
                from.FinGrace.Arm(FinGrace);
        }
        else
        {
            TellEnd(from, TransportError.None);
        }
    }

    private void TellEnd(SocketRelayEnd end, TransportError error)
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

    /// <summary>A handler that throws has lost its place in the bytes: its direction ends here.</summary>
    private int TellBytes(SocketRelayEnd from, ReadOnlySpan<byte> bytes)
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
