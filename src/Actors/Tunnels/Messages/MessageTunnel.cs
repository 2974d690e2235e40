using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tunnels.Taps;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets;
using ActorProxy.Transport;
using Akka.Event;

namespace ActorProxy.Actors.Tunnels.Messages;

/// <summary>
/// The rules by which a tunnel that reads messages ends (RFC 6455 section 7). It owns both channels; the stages of
/// <see cref="MessageGraph"/> move the frames and tell it what they see.
/// </summary>
internal sealed class MessageTunnel : ITunnel
{
    private readonly TunnelTimeouts _timeouts;
    private readonly LoopTraffic _totals;
    private readonly ILoggingAdapter _log;
    private readonly EventLoop _loop;
    private readonly Deadline _deadline;
    private Action<TunnelEnd>? _ended;
    private TerminationReason _reason = TerminationReason.Closed;
    private TerminationSource? _endedBy;
    private int? _closeCode;
    private CloseCommand? _closing; // our own Close frame, to whom none has gone yet
    private bool _downstreamCut; // it did not read
    private MessagePeer? _offender; // whose message was not to pass; what came before it, and what that brings about, still does
    private bool _ending;
    private Exception? _failure;
    private long _lastActivity;

    public MessageTunnel(Channel downstream, Channel upstream, TunnelTimeouts timeouts, LoopTraffic totals, ILoggingAdapter log)
    {
        Downstream = new MessagePeer(TerminationSource.Client, downstream);
        Upstream = new MessagePeer(TerminationSource.Backend, upstream);
        _timeouts = timeouts;
        _totals = totals;
        _log = log;
        _loop = downstream.Loop;
        _deadline = _loop.CreateDeadline(OnDeadline);
        _lastActivity = _loop.Now;
    }

    public Traffic Traffic => new(Downstream.Bytes, Upstream.Bytes, Downstream.Messages, Upstream.Messages);

    public TunnelTaps? Taps { get; set; }

    public TimeSpan Idle => TimeSpan.FromMilliseconds(_loop.Now - Volatile.Read(ref _lastActivity));

    internal MessagePeer Downstream { get; }

    internal MessagePeer Upstream { get; }

    /// <summary>Both channels are closed, and the stages have no reason to live.</summary>
    internal bool IsOver { get; private set; }

    public void Start(Action<TunnelEnd> ended)
    {
        _ended = ended;
        _deadline.Arm(_timeouts.Idle);
    }

    public void Close(CloseCommand command) => Close(command, TerminationSource.Proxy);

    public void Abort()
    {
        BeginEnd(TerminationReason.InternalError, TerminationSource.Proxy);
        Finish();
    }

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
        if (frame is WebSocketMessage)
            OnMessage(from);
    }

    private void OnMessage(MessagePeer from)
    {
        from.CountMessage();
        Count(from, 0, 1);
    }

    internal void OnClose(MessagePeer from, CloseFrame close)
    {
        from.CloseSeen = true;
        _closeCode ??= close.Code;
        BeginEnd(TerminationReason.Closed, from.Party);
        EndDownstreamAsServer();
        EndIfDrained(Upstream); // it may have waited for this answer
        if (!from.IsDownstream)
            Upstream.ReleaseFin();
    }

    /// <summary>The peer broke a rule; what it sends from here on is thrown away.</summary>
    internal void OnViolation(MessagePeer from, FrameViolation violation) =>
        CloseBehind(from, CloseCommand.For(violation.Reason, violation.Detail), from.Party);

    /// <summary>Nothing more comes from the peer: FIN, or its connection broke.</summary>
    internal void OnEnd(MessagePeer peer, TransportError error)
    {
        if (IsOver)
            return;
        peer.Ended = true;
        _downstreamCut |= peer.IsDownstream && error == TransportError.WriteTimeout;
        if (error != TransportError.None)
            peer.LoseOutput();
        if (error != TransportError.None || !peer.IsDownstream)
            Upstream.ReleaseFin();
        if (!_ending && peer.IsDownstream)
            BeginEnd(error == TransportError.WriteTimeout ? TerminationReason.WriteTimeout : TerminationReason.ClientLost,
                TerminationSource.Client);
        else if (!_ending)
            LoseUpstream(error == TransportError.WriteTimeout ? TerminationReason.WriteTimeout : TerminationReason.BackendLost);
        else if (!peer.IsDownstream && Downstream.CloseSeen)
            Downstream.LastFrame ??= new CloseFrame(_closeCode!.Value); // the backend has closed without the answer that the client awaits
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
        _log.Error(failure, "A message filter failed on the way to the {Party}; the tunnel is closed", to.Party);
        Close(CloseCommand.For(TerminationReason.InternalError, "a message filter failed"), TerminationSource.Proxy);
    }

    /// <summary>The kernel has taken bytes for a peer.</summary>
    internal void OnWritten() => Touch();

    internal void OnCloseSent(MessagePeer to)
    {
        to.Told = true;
        EndDownstreamAsServer();
        if (to == _offender)
            to.EndOutput();
    }

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
        _failure = new InvalidOperationException("A stage of the tunnel's stream stopped before the tunnel's end.");
        Abort();
    }

    /// <summary>Both peers are told at once; what is still on its way through the filters is dropped.</summary>
    private void Close(CloseCommand command, TerminationSource by)
    {
        if (IsOver || _closing is not null)
            return;
        BeginEnd(command.Reason, by);
        _closing = command;
        _closeCode ??= command.Code;
        _deadline.Arm(_timeouts.Close);
        EndWithClose(Downstream, command);
        EndWithClose(Upstream, command);
    }

    /// <summary>
    /// Each peer gets our Close frame behind all that is on its way to it. For a client that offends, this is what the backend
    /// answers to what came before the offence, up to the backend's own Close frame or its end.
    /// </summary>
    private void CloseBehind(MessagePeer offender, CloseCommand command, TerminationSource by)
    {
        if (IsOver || _closing is not null)
            return;
        BeginEnd(command.Reason, by);
        _closing = command;
        _offender = offender;
        _closeCode ??= command.Code;
        _deadline.Arm(_timeouts.Close);
        Downstream.LastFrame = Upstream.LastFrame = new CloseFrame(command.Code, command.Text);
        offender.Discard();
        if (!offender.IsDownstream)
            Downstream.Discard();
        else if (!Upstream.CloseSeen && !Upstream.Ended)
            Upstream.HoldFin();
        EndIfDrained(Downstream);
        EndIfDrained(Upstream);
    }

    private static void EndWithClose(MessagePeer peer, CloseCommand command)
    {
        peer.LastFrame = new CloseFrame(command.Code, command.Text);
        peer.Discard();
        peer.EndOutput();
    }

    /// <summary>The backend is gone without a Close frame: the client gets what came before, and then one of ours.</summary>
    private void LoseUpstream(TerminationReason reason)
    {
        BeginEnd(reason, TerminationSource.Backend);
        _closing = CloseCommand.For(reason, "backend lost");
        _closeCode ??= _closing.Code;
        Downstream.LastFrame = new CloseFrame(_closing.Code, _closing.Text);
        Downstream.Discard();
        Upstream.LoseOutput();
    }

    /// <summary>After both Close frames the server is the one to close TCP (RFC 6455 section 7.1.1).</summary>
    private void EndDownstreamAsServer()
    {
        if (Downstream is { CloseSeen: true, Told: true })
            Downstream.EndOutput();
    }

    /// <summary>
    /// Hands the end of one side on to the other. A backend that has not answered the client's Close frame gets the FIN behind its
    /// answer: it may take it for the end of all, and is to close TCP first (RFC 6455 section 7.1.1).
    /// </summary>
    private void EndIfDrained(MessagePeer peer)
    {
        var awaitsAnswer = !peer.IsDownstream && Downstream is { CloseSeen: true, OutputLost: false }
            && !Upstream.CloseSeen && !Upstream.Ended;
        var otherIsDone = Other(peer).Ended || (_offender is not null && Other(peer).DiscardInput);
        if (peer.Drained && otherIsDone && !awaitsAnswer)
            peer.EndOutput();
    }

    private void BeginEnd(TerminationReason reason, TerminationSource by)
    {
        if (_ending)
            return;
        _ending = true;
        _reason = reason;
        _endedBy = by;
        _deadline.Arm(_timeouts.Close);
    }

    private void OnDeadline()
    {
        var quiet = Idle;
        if (_ending)
        {
            // Peers that end among themselves may finish what they are sending; who was told to close may not stretch it.
            if (_closing is null && quiet < _timeouts.Close)
                _deadline.Arm(_timeouts.Close - quiet);
            else if (_offender is { OutputEnding: false })
                EndOffender(_offender);
            else
                Finish();
        }
        else if (quiet < _timeouts.Idle)
        {
            _deadline.Arm(_timeouts.Idle - quiet);
        }
        else
        {
            Close(CloseCommand.For(TerminationReason.IdleTimeout, "idle time-out"));
        }
    }

    /// <summary>The other peer does not end, or does not take what is left for it: the offender hears of it at last.</summary>
    private void EndOffender(MessagePeer offender)
    {
        _deadline.Arm(_timeouts.Close);
        Other(offender).EndOutput();
        offender.EndOutput();
        Upstream.ReleaseFin();
    }

    private void FinishIfDone()
    {
        // Nobody is there any more for what the backend of a client whose connection broke would still send.
        if (Upstream.OutputDone
            && ((Downstream.OutputLost && !_downstreamCut) || (Downstream is { Ended: true, OutputDone: true } && Upstream.Ended)))
            Finish();
    }

    private void Finish()
    {
        if (IsOver)
            return;
        IsOver = true;
        _deadline.Disarm();
        var cut = _downstreamCut || Downstream is { Told: false, Ended: false };
        CloseChannel(Downstream.Channel, cut);
        CloseChannel(Upstream.Channel, cut);
        Downstream.Wake();
        Upstream.Wake();
        _ended?.Invoke(new TunnelEnd(_reason, _endedBy ?? TerminationSource.Proxy, _closeCode, cut) { Failure = _failure });
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

    private void Touch() => Volatile.Write(ref _lastActivity, _loop.Now);

    private MessagePeer Other(MessagePeer peer) => peer.IsDownstream ? Upstream : Downstream;
}
