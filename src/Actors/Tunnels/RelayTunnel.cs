using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tunnels.Taps;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Tunnels;

/// <summary>
/// A tunnel that relays bytes and reads no more than frame headers. It decides what the end of one side means for the
/// other (RFC 6455 section 7) and puts our own Close frames between frames, never into one.
/// </summary>
internal sealed class RelayTunnel : ITunnel, IRelayHandler
{
    private TunnelStart? _start; // until it has started: what it holds is not kept for the tunnel's life
    private readonly TunnelTimeouts _timeouts;
    private readonly LoopTraffic _totals;
    private readonly Relay _relay;
    private readonly Deadline _deadline;
    private RelayFlow _fromDownstream;
    private RelayFlow _fromUpstream;
    private Action<TunnelEnd>? _ended;
    private TerminationReason _reason = TerminationReason.Closed;
    private TerminationSource? _endedBy;
    private int? _closeCode;
    private CloseCommand? _closing;
    private Exception? _failure;
    private bool _downstreamTold; // a Close frame has gone to the client
    private bool _downstreamCut;
    private bool _ending;

    public RelayTunnel(ITransport transport, TunnelStart start, TunnelTimeouts timeouts, LoopTraffic totals)
    {
        _start = start;
        _timeouts = timeouts;
        _totals = totals;
        _relay = transport.CreateRelay(start.Downstream, start.Upstream, this);
        _deadline = _relay.Loop.CreateDeadline(() => Guard(OnDeadline));
    }

    public Traffic Traffic => new(
        Volatile.Read(ref _fromDownstream.Bytes), Volatile.Read(ref _fromUpstream.Bytes),
        _fromDownstream.Scanner.Messages, _fromUpstream.Scanner.Messages);

    public TunnelTaps? Taps { get; set; }

    public TimeSpan Idle => TimeSpan.FromMilliseconds(_relay.Loop.Now - _relay.LastActivity);

    public void Start(Action<TunnelEnd> ended)
    {
        var start = _start ?? throw new InvalidOperationException("The tunnel was started before.");
        _start = null;
        _ended = ended;
        _relay.Inject(RelaySide.Downstream, start.ResponseHead.Span);
        PassEarly(RelaySide.Upstream, start.EarlyFromUpstream.Span);
        PassEarly(RelaySide.Downstream, start.EarlyFromDownstream.Span);
        _deadline.Arm(_timeouts.Idle);
        _relay.Start();
    }

    public void Close(CloseCommand command)
    {
        if (_ending)
            return;
        BeginEnd(command.Reason, TerminationSource.Proxy);
        _closing = command;
        _closeCode ??= command.Code;
        StopAtBoundary(RelaySide.Downstream);
        StopAtBoundary(RelaySide.Upstream);
    }

    public void Abort()
    {
        BeginEnd(TerminationReason.InternalError, TerminationSource.Proxy);
        Finish();
    }

    public int OnBytes(RelaySide from, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Pass(from, bytes);
        }
        catch (Exception defect)
        {
            Fail(defect);
            return 0;
        }
    }

    public void OnEnd(RelaySide side, TransportError error)
    {
        try
        {
            End(side, error);
        }
        catch (Exception defect)
        {
            Fail(defect);
        }
    }

    private int Pass(RelaySide from, ReadOnlySpan<byte> bytes)
    {
        ref var flow = ref Flow(from);
        var allowed = flow.Allowance(bytes);
        if (allowed < bytes.Length)
            bytes = bytes[..allowed];
        Taps?.OnBytes(from, bytes, flow.Scanner);
        var messages = flow.Scanner.Scan(bytes);
        flow.Bytes += allowed;
        if (from == RelaySide.Downstream)
            _totals.FromClient(allowed, messages);
        else
            _totals.FromBackend(allowed, messages);
        if (flow.Scanner.CloseSeen)
            NoteClose(from, ref flow);
        if (flow is { Stopping: true, Stopped: false } && flow.Scanner.AtBoundary)
            StopHere(from, ref flow);
        return allowed;
    }

    private void End(RelaySide side, TransportError error)
    {
        ref var flow = ref Flow(side);
        flow.Ended = true;
        _downstreamCut |= side == RelaySide.Downstream && GivenUp(error) is not null;
        if (Flow(Other(side)).Ended)
        {
            BeginEnd(ReasonOfLoss(side, error), PartyOf(side));
            Finish();
        }
        else if (_ending)
        {
            if (_closing is not null || !AwaitsAnswer)
                _relay.ShutdownSend(Other(side));
        }
        else if (side == RelaySide.Upstream && !flow.Scanner.CloseSeen)
        {
            LoseUpstream(GivenUp(error) ?? TerminationReason.BackendLost);
        }
        else
        {
            BeginEnd(ReasonOfLoss(side, error), PartyOf(side));
            if (!AwaitsAnswer)
                _relay.ShutdownSend(Other(side));
        }
        if (side == RelaySide.Downstream && error != TransportError.None && GivenUp(error) is null)
            LeaveUpstream();
    }

    /// <summary>
    /// The client's connection broke: nobody is there for what the backend sends. It gets what came before, and is not waited for
    /// (RFC 8441 section 5, and the RST of a TCP connection that it stands for).
    /// </summary>
    private void LeaveUpstream()
    {
        if (_ended is not null && _closing is null && _relay.Pending(RelaySide.Upstream) == 0)
            Finish();
    }

    /// <summary>
    /// Whether the client has closed and ended, as browsers do at once on a stream of HTTP/2, and the backend has not answered its
    /// Close frame. A server may take a FIN for the end of all and drop its answer, and is to close TCP first (RFC 6455 section
    /// 7.1.1): it gets ours behind its answer.
    /// </summary>
    private bool AwaitsAnswer =>
        _fromDownstream is { Ended: true, Scanner.CloseSeen: true } && !_fromUpstream.Scanner.CloseSeen && !_fromUpstream.Ended;

    private void PassEarly(RelaySide from, ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
            _relay.Inject(Other(from), bytes[..OnBytes(from, bytes)]);
    }

    /// <summary>
    /// Remembers who closed first. Once both have, the server is to close TCP (RFC 6455 section 7.1.1); we only bound the wait.
    /// </summary>
    private void NoteClose(RelaySide from, ref RelayFlow flow)
    {
        _endedBy ??= PartyOf(from);
        _closeCode ??= flow.Scanner.CloseCode;
        _downstreamTold |= from == RelaySide.Upstream;
        if (from == RelaySide.Upstream && _fromDownstream.Ended)
            Later(() => _relay.ShutdownSend(RelaySide.Upstream));
        if (!_ending && Flow(Other(from)).Scanner.CloseSeen)
            BeginEnd(TerminationReason.Closed, PartyOf(from));
    }

    /// <summary>The backend is gone without a Close frame: the client gets one of ours, unless it is in the middle of a frame.</summary>
    private void LoseUpstream(TerminationReason reason)
    {
        BeginEnd(reason, TerminationSource.Backend);
        _closing = CloseCommand.For(reason, "backend lost");
        _closeCode ??= _closing.Code;
        _relay.Discard(RelaySide.Downstream);
        if (_fromUpstream.Scanner.AtBoundary)
            SendClose(RelaySide.Downstream);
        else
            Finish();
    }

    private void StopAtBoundary(RelaySide from)
    {
        ref var flow = ref Flow(from);
        if (flow.Ended)
            return;
        flow.Stopping = true;
        if (flow.Scanner.AtBoundary)
            StopHere(from, ref flow);
    }

    private void StopHere(RelaySide from, ref RelayFlow flow)
    {
        flow.Stopped = true;
        // Later: the bytes up to the boundary are still in the relay's hands.
        Later(() => SendClose(Other(from)));
    }

    private void SendClose(RelaySide to)
    {
        if (_ended is null || _closing is null)
            return;
        if (!Flow(Other(to)).Scanner.CloseSeen)
        {
            Span<byte> frame = stackalloc byte[ControlFrame.MaxLength];
            var length = to == RelaySide.Downstream
                ? ControlFrame.WriteClose(frame, _closing.Code, _closing.Text)
                : ControlFrame.WriteClose(frame, _closing.Code, _closing.Text, (uint)RandomNumberGenerator.GetInt32(int.MaxValue));
            _relay.Inject(to, frame[..length]);
        }
        _downstreamTold |= to == RelaySide.Downstream;
        _relay.ShutdownSend(to);
    }

    private void BeginEnd(TerminationReason reason, TerminationSource by)
    {
        if (_ending)
            return;
        _ending = true;
        _reason = reason;
        _endedBy ??= by;
        _deadline.Arm(_timeouts.Close);
    }

    private void OnDeadline()
    {
        var quiet = Idle;
        if (_ending)
        {
            // A side whose peer has ended may finish what it is sending; a side that was told to close may not stretch it.
            if (_closing is null && quiet < _timeouts.Close)
                _deadline.Arm(_timeouts.Close - quiet);
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

    private void Finish()
    {
        if (_ended is not { } ended)
            return;
        _ended = null;
        _deadline.Disarm();
        var cut = _downstreamCut || (!_downstreamTold && !_fromDownstream.Ended);
        _relay.Close(abort: cut);
        ended(new TunnelEnd(_reason, _endedBy ?? TerminationSource.Proxy, _closeCode, cut) { Failure = _failure });
    }

    private void Later(Action work) => _relay.Loop.Post(() => Guard(work));

    private void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (Exception defect)
        {
            Fail(defect);
        }
    }

    /// <summary>
    /// What the loop calls is in no stage: a defect there is told with the tunnel's end, or it would stand open without anybody
    /// who looks after it. Later, since the relay is in the middle of a call.
    /// </summary>
    private void Fail(Exception defect)
    {
        _failure ??= defect;
        _relay.Loop.Post(Abort);
    }

    /// <summary>Closed where the side, or its peer, had said so before; lost otherwise.</summary>
    private TerminationReason ReasonOfLoss(RelaySide side, TransportError error) =>
        GivenUp(error) is { } reason ? reason
        : _fromDownstream.Scanner.CloseSeen || _fromUpstream.Scanner.CloseSeen ? TerminationReason.Closed
        : side == RelaySide.Downstream ? TerminationReason.ClientLost
        : TerminationReason.BackendLost;

    /// <summary>Why a side was given up that does not read; null where it ended by itself.</summary>
    private static TerminationReason? GivenUp(TransportError error) => error switch
    {
        TransportError.BufferLimit => TerminationReason.BufferLimit,
        TransportError.WriteTimeout => TerminationReason.WriteTimeout,
        _ => null,
    };

    private static RelaySide Other(RelaySide side) => side == RelaySide.Downstream ? RelaySide.Upstream : RelaySide.Downstream;

    private static TerminationSource PartyOf(RelaySide side) =>
        side == RelaySide.Downstream ? TerminationSource.Client : TerminationSource.Backend;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref RelayFlow Flow(RelaySide from)
    {
        if (from == RelaySide.Downstream)
            return ref _fromDownstream;
        return ref _fromUpstream;
    }
}
