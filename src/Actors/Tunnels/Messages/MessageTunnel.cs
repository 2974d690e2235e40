using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tunnels.Extensions;
using ActorProxy.Actors.Tunnels.Taps;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets;
using ActorProxy.Transport;
using Akka.Event;

namespace ActorProxy.Actors.Tunnels.Messages;

/// <summary>
/// A tunnel that reads messages. It owns both channels; the stages of <see cref="MessageGraph"/> move the frames, tell it what they see
/// and ask it what to do. To each peer it is the other's end point: it answers for one that is gone.
/// </summary>
internal sealed class MessageTunnel : ITunnel, IClosingTunnel, ITunnelAccess
{
    private readonly LoopTraffic _totals;
    private readonly ILoggingAdapter _log;
    private readonly EventLoop _loop;
    private readonly Deadline _deadline;
    private readonly TunnelClosing _closing;
    private readonly TunnelExtensions? _extensions;
    private Action<TunnelEnd>? _ended;
    private MessagePeer? _offender; // whose message was not to pass; what came before it, and what that brings about, still does
    private long _lastActivity;

    public MessageTunnel(Channel downstream, Channel upstream, TunnelPlan plan, LoopTraffic totals, ILoggingAdapter log)
    {
        Downstream = new MessagePeer(RelaySide.Downstream, downstream);
        Upstream = new MessagePeer(RelaySide.Upstream, upstream);
        _totals = totals;
        _log = log;
        _loop = downstream.Loop;
        _closing = new TunnelClosing(this, plan.Timeouts, endsWithFirstClose: true);
        _deadline = _loop.CreateDeadline(() => Guard(_closing.OnDue));
        _extensions = TunnelExtensions.Of(plan.Extensions, _loop, Guard);
        _lastActivity = _loop.Now;
    }

    public Traffic Traffic => new(Downstream.Bytes, Upstream.Bytes, Downstream.Messages, Upstream.Messages);

    public TunnelTaps? Taps { get; set; }

    public TimeSpan Idle => TimeSpan.FromMilliseconds(_loop.Now - Volatile.Read(ref _lastActivity));

    internal MessagePeer Downstream { get; }

    internal MessagePeer Upstream { get; }

    /// <summary>Both channels are closed, and the stages have no reason to live.</summary>
    internal bool IsOver => _closing.IsOver;

    public void Start(Action<TunnelEnd> ended)
    {
        _ended = ended;
        if (_extensions is not null)
            Guard(() => _extensions.Open(this));
        _closing.Start();
    }

    public void Close(CloseCommand command) => _closing.Close(command);

    public void Abort() => _closing.Abort();

    /// <summary>Bytes came that will be decoded.</summary>
    internal void OnBytes(MessagePeer from, int bytes)
    {
        Touch();
        from.CountBytes(bytes);
        Count(from, bytes, 0);
    }

    /// <summary>A frame came, and goes to the filters or past them.</summary>
    internal void OnFrame(MessagePeer from, DecodedFrame frame)
    {
        Taps?.OnFrame(from.IsDownstream ? MessageDirection.FromDownstream : MessageDirection.FromUpstream, frame);
        _extensions?.OnFrame(from.Side, frame);
        if (frame is not WebSocketMessage)
            return;
        from.CountMessage();
        Count(from, 0, 1);
    }

    internal void OnClose(MessagePeer from, CloseFrame close)
    {
        _closing.OnClose(from.Side, close.Code);
        EndDownstreamAsServer();
        EndIfDrained(Upstream); // it may have waited for this answer
        if (!from.IsDownstream && !_closing.IsBackendFirst)
            Upstream.ReleaseFin();
    }

    /// <summary>The peer broke a rule; what it sends from here on is thrown away.</summary>
    internal void OnViolation(MessagePeer from, FrameViolation violation) =>
        CloseBehind(from, CloseCommand.For(violation.Reason, violation.Detail), TunnelClosing.PartyOf(from.Side));

    /// <summary>Nothing more comes from the peer: FIN, or its connection broke.</summary>
    internal void OnEnd(MessagePeer peer, TransportError error)
    {
        if (IsOver)
            return;
        _closing.OnEnd(peer.Side, error);
        if (error != TransportError.None)
            peer.LoseOutput();
        if (error != TransportError.None || !peer.IsDownstream)
            Upstream.ReleaseFin();
        if (_closing.OwesAnswer)
            Downstream.LastFrame ??= new CloseFrame(_closing.CloseCode!.Value); // RFC 6455 section 5.5.1: the code is echoed
        EndIfDrained(Downstream);
        EndIfDrained(Upstream);
        FinishIfDone();
    }

    /// <summary>The filters of the direction to this peer have failed.</summary>
    internal void OnFilterFailed(MessagePeer to, Exception failure)
    {
        if (IsOver)
            return;
        if (MessageRejectedException.CommandOf(failure) is { } command)
        {
            CloseBehind(Other(to), command, TerminationSource.Proxy);
            return;
        }
        _log.Error(failure, "A message filter failed on the way to the {Party}; the tunnel is closed", TunnelClosing.PartyOf(to.Side));
        Close(CloseCommand.For(TerminationReason.InternalError, "a message filter failed"));
    }

    /// <summary>The kernel has taken bytes for a peer.</summary>
    internal void OnWritten() => Touch();

    /// <summary>Whether a Close frame has gone to the peer.</summary>
    internal bool IsTold(MessagePeer peer) => _closing.Of(peer.Side).Told;

    internal void OnCloseSent(MessagePeer to)
    {
        _closing.OnTold(to.Side);
        // The backend is to close TCP first (RFC 6455 section 7.1.1), and may take our FIN for the end of all.
        if (!to.IsDownstream && _closing is { IsBackendFirst: true, IsClientGone: false } && !_closing.Of(to.Side).Ended)
            to.HoldFin();
        EndDownstreamAsServer();
        if (to == _offender)
            to.EndOutput();
        FinishIfDone();
    }

    /// <summary>A frame of an extension that goes to the peer before the next that comes for it; null for none.</summary>
    internal DecodedFrame? TakeWaiting(MessagePeer to) =>
        _extensions is null || _closing.IsEnding ? null : _extensions.Take(to.Side);

    /// <summary>All that there was for the peer has been written, and nothing more comes through the filters.</summary>
    internal void OnDrained(MessagePeer peer)
    {
        peer.Drained = true;
        EndIfDrained(peer);
    }

    /// <summary>FIN was sent to the peer, or writing to it failed.</summary>
    internal void OnOutputDone(MessagePeer peer)
    {
        peer.OutputDone = true;
        FinishIfDone();
    }

    /// <summary>
    /// A stage is gone. They live as long as the tunnel: before its end, the stream was torn down from outside or by a fault.
    /// </summary>
    internal void OnStageStopped()
    {
        if (IsOver)
            return;
        _closing.Failure ??= new InvalidOperationException("A stage of the tunnel's stream stopped before the tunnel's end.");
        Abort();
    }

    Deadline ITunnelAccess.CreateTimer(Action due) => _extensions!.CreateTimer(due);

    bool ITunnelAccess.TrySend(RelaySide to, DecodedFrame frame)
    {
        if (_closing.IsEnding || !_extensions!.TryWait(to, frame))
            return false;
        (to == RelaySide.Downstream ? Downstream : Upstream).Wake();
        return true;
    }

    void IClosingTunnel.Arm(TimeSpan after) => _deadline.Arm(after);

    /// <summary>What is still on its way through the filters is dropped.</summary>
    void IClosingTunnel.TellBoth(CloseCommand command)
    {
        foreach (var peer in (ReadOnlySpan<MessagePeer>)[Downstream, Upstream])
        {
            peer.LastFrame = new CloseFrame(command.Code, command.Text);
            peer.Discard();
            peer.EndOutput();
        }
    }

    void IClosingTunnel.TellOfLoss(CloseCommand command)
    {
        Downstream.LastFrame = new CloseFrame(command.Code, command.Text);
        Downstream.Discard();
        Upstream.LoseOutput();
    }

    /// <summary>
    /// The peer of one that offends does not end, or does not take what is left for it: the offender hears of it at last.
    /// </summary>
    bool IClosingTunnel.TrySendLast()
    {
        if (_offender is not { OutputEnding: false } offender)
            return false;
        Other(offender).EndOutput();
        offender.EndOutput();
        Upstream.ReleaseFin();
        return true;
    }

    void IClosingTunnel.End(TunnelEnd end, TimeSpan fin)
    {
        _deadline.Disarm();
        CloseChannel(Downstream.Channel, end.Cut);
        if (fin > TimeSpan.Zero)
            Upstream.Channel.CloseBehindPeer(fin);
        else
            CloseChannel(Upstream.Channel, end.Cut);
        Downstream.Wake();
        Upstream.Wake();
        _ended?.Invoke(_extensions?.End(end) ?? end);
    }

    /// <summary>
    /// Each peer gets our Close frame behind all that is on its way to it. For a client that offends, this is what the backend
    /// answers to what came before the offence, up to the backend's own Close frame or its end.
    /// </summary>
    private void CloseBehind(MessagePeer offender, CloseCommand command, TerminationSource by)
    {
        if (!_closing.TryBegin(command, by))
            return;
        _offender = offender;
        Downstream.LastFrame = Upstream.LastFrame = new CloseFrame(command.Code, command.Text);
        offender.Discard();
        if (!offender.IsDownstream)
            Downstream.Discard();
        else if (_closing.Of(RelaySide.Upstream) is { CloseSeen: false, Ended: false })
            Upstream.HoldFin();
        EndIfDrained(Downstream);
        EndIfDrained(Upstream);
    }

    /// <summary>After both Close frames the server is the one to close TCP (RFC 6455 section 7.1.1).</summary>
    private void EndDownstreamAsServer()
    {
        if (_closing.Of(RelaySide.Downstream) is { CloseSeen: true, Told: true })
            Downstream.EndOutput();
    }

    /// <summary>Hands the end of one side on to the other, behind all that came before it.</summary>
    private void EndIfDrained(MessagePeer peer)
    {
        if (peer.Drained && (_closing.PassesEnd(peer.Side) || (_offender is not null && Other(peer).DiscardInput)))
            peer.EndOutput();
    }

    private void FinishIfDone()
    {
        if ((Downstream.OutputDone && _closing.IsForBackendToEnd)
            || (Upstream.OutputDone && (_closing.IsClientGone || (_closing.HaveBothEnded && Downstream.OutputDone))))
            _closing.Finish();
    }

    private static void CloseChannel(Channel channel, bool abort)
    {
        if (abort)
            channel.Abort();
        else
            channel.Close();
    }

    private void Count(MessagePeer from, int bytes, int messages)
    {
        if (from.IsDownstream)
            _totals.FromClient(bytes, messages);
        else
            _totals.FromBackend(bytes, messages);
    }

    /// <summary>Runs what is in no stage: a defect there is told with the tunnel's end.</summary>
    private void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (Exception defect)
        {
            _closing.Failure ??= defect;
            _loop.Post(Abort);
        }
    }

    private void Touch() => Volatile.Write(ref _lastActivity, _loop.Now);

    private MessagePeer Other(MessagePeer peer) => peer.IsDownstream ? Upstream : Downstream;
}
