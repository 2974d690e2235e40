using ActorProxy.Transport.Uring;

namespace ActorProxy.Transport.Epoll;

/// <summary>Two sockets of one loop, joined: read from one, send to the other at once, keep only what the other does not take.</summary>
internal sealed unsafe class EpollRelay : Relay, IThreadPoolWorkItem
{
    private readonly EpollRelaySide _downstream;
    private readonly EpollRelaySide _upstream;
    private long _lastActivity;
    private int _calmReads; // in a row
    private bool _closed;

    public EpollRelay(EpollLoop loop, EpollChannel downstream, EpollChannel upstream, IRelayHandler handler)
    {
        EpollLoop = loop;
        Handler = handler;
        _lastActivity = loop.Now;
        _downstream = Take(downstream, RelaySide.Downstream);
        _upstream = Take(upstream, RelaySide.Upstream);
        _downstream.Peer = _upstream;
        _upstream.Peer = _downstream;
    }

    public EpollLoop EpollLoop { get; }

    public IRelayHandler Handler { get; }

    public bool Started { get; private set; }

    /// <summary>Whether the ring has, or had until a moment ago, either side.</summary>
    public bool InRing => _downstream.InRing || _upstream.InRing;

    public override EventLoop Loop => EpollLoop;

    public override long LastActivity => _lastActivity;

    public override long BytesFrom(RelaySide side) => End(side).Bytes;

    public override int Pending(RelaySide to) => End(to).Pending;

    public override bool HasEnded(RelaySide side) => End(side).Ended;

    public override void Start()
    {
        Started = true;
        EpollLoop.Post(this); // not inline: the handler may not be called from inside the owner's call
    }

    /// <summary>It has started.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        if (!_closed)
            _downstream.Begin();
        if (!_closed)
            _upstream.Begin();
    }

    public override void Inject(RelaySide to, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        fixed (byte* from = bytes)
            End(to).Send(from, bytes.Length);
    }

    public override void InjectBehind(RelaySide to, int offset, ReadOnlySpan<byte> bytes) =>
        End(to).Peer.Insert(offset, bytes.ToArray());

    public override void Discard(RelaySide from)
    {
        var end = End(from);
        end.Discarding = true;
        EpollLoop.ContinueLater(end);
    }

    public override void ShutdownSend(RelaySide to) => End(to).ShutdownSend();

    public override void TellSent(RelaySide to) => End(to).TellSent();

    public override void CloseBehindPeer(RelaySide last, TimeSpan most)
    {
        _closed = true;
        var end = End(last);
        end.Peer.Close();
        end.CloseBehindPeer(most);
    }

    public override void Close(bool abort)
    {
        _closed = true;
        _downstream.Close(abort);
        _upstream.Close(abort);
    }

    /// <summary>Bytes have arrived.</summary>
    public void Touch(int read)
    {
        _lastActivity = EpollLoop.Now;
        _calmReads = read < BufferRing.Size ? _calmReads + 1 : 0;
    }

    /// <summary>A relay that has carried nothing but small reads for a while is cheaper in the loop's ring.</summary>
    public void EnterRingIfCalm()
    {
        if (_calmReads < EpollLoop.CalmReads)
            return;
        _calmReads = 0;
        if (!_downstream.MayEnterRing || !_upstream.MayEnterRing || EpollLoop.OpenRing() is not { } ring)
            return;
        _downstream.EnterRing(ring);
        _upstream.EnterRing(ring);
    }

    /// <summary>Back to epoll: for large reads, for a socket that takes no more, at an end.</summary>
    public void LeaveRing()
    {
        _downstream.LeaveRing();
        _upstream.LeaveRing();
    }

    /// <summary>Told later: a failure may show inside a call that the owner made.</summary>
    public void Ended(RelaySide side, TransportError error)
    {
        // What still comes from the other side has nowhere to go.
        if (error != TransportError.None)
            Discard(side == RelaySide.Downstream ? RelaySide.Upstream : RelaySide.Downstream);
        EpollLoop.Post(new TellEnd(this, side, error));
    }

    /// <summary>Nothing is pending for this side any more. Told later, as an end.</summary>
    public void Sent(RelaySide to) => EpollLoop.Post(() =>
    {
        if (!_closed)
            Handler.OnSent(to);
    });

    private EpollRelaySide End(RelaySide side) => side == RelaySide.Downstream ? _downstream : _upstream;

    private EpollRelaySide Take(EpollChannel channel, RelaySide side)
    {
        var (fd, tag, drained, peerGone, kind, writeTimeout, keepAlive) = channel.Detach();
        var end = new EpollRelaySide(this, side, fd, tag, peerGone, kind, writeTimeout, keepAlive) { Unread = !drained || peerGone };
        EpollLoop.Replace(tag, end);
        return end;
    }

    /// <summary>Each tunnel has one or two: a closure would be three objects.</summary>
    private sealed class TellEnd(EpollRelay relay, RelaySide side, TransportError error) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            if (!relay._closed)
                relay.Handler.OnEnd(side, error);
        }
    }
}
