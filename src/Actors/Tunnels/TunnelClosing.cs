using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Closing;
using ActorProxy.Shared.Termination;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Tunnels;

/// <summary>
/// When and for what a tunnel ends, and what the end of one side means for the other (RFC 6455 section 7): the rules of all tunnels.
/// It has neither sockets nor frames; those are its tunnel's, which tells it what it sees.
/// </summary>
/// <param name="endsWithFirstClose">
/// Whether the first Close frame begins the end, so that its answer has the close time-out. That is for tunnels that answer in place of a
/// peer. One that only passes on what the peers say waits for both, as long as the tunnel may be idle.
/// </param>
internal sealed class TunnelClosing(IClosingTunnel tunnel, TunnelTimeouts timeouts, bool endsWithFirstClose)
{
    private ClosingSide _downstream;
    private ClosingSide _upstream;
    private TerminationReason _reason = TerminationReason.Closed;
    private TerminationSource? _endedBy;
    private bool _downstreamGivenUp; // it did not read
    private bool _isLate; // the close time-out is over

    /// <summary>Our own Close frame, once there is one.</summary>
    public CloseCommand? Command { get; private set; }

    /// <summary>The code of the first Close frame, ours included; null while there was none.</summary>
    public int? CloseCode { get; private set; }

    /// <summary>Whether the end has begun: the close time-out holds, not the idle one.</summary>
    public bool IsEnding { get; private set; }

    /// <summary>Whether it has ended: both sockets are closed, but that the backend's may be left for the backend to close.</summary>
    public bool IsOver { get; private set; }

    /// <summary>A defect that ends the tunnel; the first one is told.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Whether nobody is there any more for what the backend sends: the client's connection broke.</summary>
    public bool IsClientGone => _downstream.Broke && !_downstreamGivenUp;

    public bool HaveBothEnded => _downstream.Ended && _upstream.Ended;

    /// <summary>Whether both have sent a Close frame, after which neither may send anything (RFC 6455 section 5.5.1).</summary>
    public bool HaveBothClosed => _downstream.CloseSeen && _upstream.CloseSeen;

    /// <summary>
    /// Whether nothing more is to come: both have ended, or one has behind both Close frames, or the client behind ours. What has been
    /// taken is still to be sent.
    /// </summary>
    public bool IsDone => HaveBothEnded
        || (HaveBothClosed && (_downstream.Ended || _upstream.Ended))
        || (IsBackendFirst && Command is not null && WereBothTold && _downstream.Ended && !_downstreamGivenUp);

    /// <summary>
    /// Whether of a tunnel whose client has ended the backend's FIN alone is missing: either side has got a Close frame (RFC 6455 section
    /// 7.1.1).
    /// </summary>
    public bool IsForBackendToEnd => IsBackendFirst && IsClosed && _downstream.Ended && !_upstream.Ended;

    /// <summary>Whether the backend's FIN is to come before ours, and is waited for; else ours goes behind the last Close frame.</summary>
    public bool IsBackendFirst => timeouts.Fin > TimeSpan.Zero;

    /// <summary>Whether the backend has ended and not answered the client's Close frame.</summary>
    public bool OwesAnswer => _downstream.CloseSeen && _upstream is { Ended: true, CloseSeen: false };

    /// <summary>What is known of a side.</summary>
    public ref readonly ClosingSide Of(RelaySide side) => ref Side(side);

    /// <summary>The tunnel is open.</summary>
    public void Start()
    {
        if (!IsEnding) // by an extension, or by what came with the handshake
            tunnel.Arm(timeouts.Idle);
    }

    /// <summary>Has both peers told, unless they have been, or are being told of an earlier order.</summary>
    public void Close(CloseCommand command, TerminationSource by = TerminationSource.Proxy)
    {
        if (TryBegin(command, by))
            tunnel.TellBoth(command);
    }

    /// <summary>Begins an end of ours that the tunnel tells its peers in its own way; false where there was an order before.</summary>
    public bool TryBegin(CloseCommand command, TerminationSource by)
    {
        if (IsOver || Command is not null)
            return false;
        Begin(command.Reason, by);
        Command = command;
        CloseCode ??= command.Code;
        tunnel.Arm(timeouts.Close); // who was told to close may not stretch it
        return true;
    }

    /// <summary>Ends the tunnel at once, for a fault of ours.</summary>
    public void Abort()
    {
        Begin(TerminationReason.InternalError, TerminationSource.Proxy);
        Finish();
    }

    /// <summary>
    /// A peer's Close frame was read. Who was first is remembered. Once both were, the server is to close TCP (RFC 6455 section 7.1.1):
    /// to the client that is us.
    /// </summary>
    public void OnClose(RelaySide from, int? code)
    {
        Side(from).CloseSeen = true;
        _endedBy ??= PartyOf(from);
        CloseCode ??= code;
        if (endsWithFirstClose || Side(Other(from)).CloseSeen)
            Begin(TerminationReason.Closed, PartyOf(from));
    }

    /// <summary>A Close frame has gone to a side.</summary>
    public void OnTold(RelaySide to) => Side(to).Told = true;

    /// <summary>Nothing more comes from a side: FIN, or its connection broke.</summary>
    public void OnEnd(RelaySide side, TransportError error)
    {
        ref var ended = ref Side(side);
        ended.Ended = true;
        ended.Broke = error != TransportError.None;
        _downstreamGivenUp |= side == RelaySide.Downstream && GivenUp(error) is not null;
        if (IsEnding)
            return;
        if (side == RelaySide.Downstream || ended.CloseSeen)
            Begin(ReasonOf(side, error), PartyOf(side));
        else
            LoseUpstream(GivenUp(error) ?? TerminationReason.BackendLost);
    }

    /// <summary>
    /// Whether a side gets FIN, since the other has ended. A backend that has not answered the client's Close frame gets it behind its
    /// answer: it may take a FIN for the end of all and drop the answer, and is to close TCP first (RFC 6455 section 7.1.1). Browsers end
    /// a stream of HTTP/2 at once.
    /// </summary>
    public bool PassesEnd(RelaySide to) =>
        Side(Other(to)).Ended && (Command is not null || to == RelaySide.Downstream || !AwaitsAnswer);

    /// <summary>The time that was set last is over.</summary>
    public void OnDue()
    {
        var quiet = tunnel.Idle;
        var limit = IsEnding ? timeouts.Close : timeouts.Idle;
        // Peers that end among themselves may finish what they are sending.
        if (Command is null && quiet < limit)
            tunnel.Arm(limit - quiet);
        else if (!IsEnding)
            Close(CloseCommand.For(TerminationReason.IdleTimeout, "idle time-out"));
        else if (tunnel.TrySendLast())
            tunnel.Arm(timeouts.Close);
        else
            FinishLate();
    }

    /// <summary>
    /// Both sides are done: the sockets are closed. Where either was told by a Close frame in time, the backend closes its one first.
    /// Repeated calls do nothing.
    /// </summary>
    public void Finish()
    {
        if (IsOver)
            return;
        IsOver = true;
        var cut = _downstreamGivenUp || _downstream is { Told: false, Ended: false };
        var end = new TunnelEnd(_reason, _endedBy ?? TerminationSource.Proxy, CloseCode, cut) { Failure = Failure };
        tunnel.End(end, IsClosed && !cut && !_isLate ? timeouts.Fin : TimeSpan.Zero);
    }

    public static RelaySide Other(RelaySide side) => side == RelaySide.Downstream ? RelaySide.Upstream : RelaySide.Downstream;

    private bool WereBothTold => _downstream.Told && _upstream.Told;

    /// <summary>Whether a Close frame has gone to either side: the peers' own, of which the backend's is there, or ours.</summary>
    private bool IsClosed => WereBothTold && (Command is not null || _upstream.CloseSeen);

    private bool AwaitsAnswer => _downstream is { CloseSeen: true, Broke: false } && _upstream is { CloseSeen: false, Ended: false };

    private void FinishLate()
    {
        _isLate = true;
        Finish();
    }

    private void LoseUpstream(TerminationReason reason)
    {
        var command = CloseCommand.For(reason, "backend lost");
        if (TryBegin(command, TerminationSource.Backend))
            tunnel.TellOfLoss(command);
    }

    private void Begin(TerminationReason reason, TerminationSource by)
    {
        if (IsEnding)
            return;
        IsEnding = true;
        _reason = reason;
        _endedBy ??= by;
        tunnel.Arm(timeouts.Close);
    }

    /// <summary>Closed where the side, or its peer, had said so before; lost otherwise.</summary>
    private TerminationReason ReasonOf(RelaySide side, TransportError error) =>
        GivenUp(error) is { } reason ? reason
        : _downstream.CloseSeen || _upstream.CloseSeen ? TerminationReason.Closed
        : side == RelaySide.Downstream ? TerminationReason.ClientLost
        : TerminationReason.BackendLost;

    /// <summary>Why a side was given up that does not read; null where it ended by itself.</summary>
    private static TerminationReason? GivenUp(TransportError error) => error switch
    {
        TransportError.BufferLimit => TerminationReason.BufferLimit,
        TransportError.WriteTimeout => TerminationReason.WriteTimeout,
        _ => null,
    };

    public static TerminationSource PartyOf(RelaySide side) =>
        side == RelaySide.Downstream ? TerminationSource.Client : TerminationSource.Backend;

    private ref ClosingSide Side(RelaySide side)
    {
        if (side == RelaySide.Downstream)
            return ref _downstream;
        return ref _upstream;
    }
}
